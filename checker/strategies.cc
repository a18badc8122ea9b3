#include "checker/strategies.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/bounded_dpor.h"
#include "checker/explore/deepening.h"
#include "checker/explore/dfs.h"
#include "checker/explore/pct.h"
#include "checker/explore/pos.h"
#include "checker/explore/random.h"
#include "checker/explore/surw.h"
#include "checker/explore/urw.h"

namespace checker {
namespace {

std::unique_ptr<Strategy> MakeBounded(absl::string_view name, uint32_t bound) {
  if (name == "dfs") return std::make_unique<DepthFirstStrategy>(bound);
  return std::make_unique<BoundedDporStrategy>(bound);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Strategy>> MakeStrategy(
    const StrategyOptions& options) {
  const std::string& name = options.name;
  if (options.deepening || options.preemption_bound.has_value()) {
    if (name != "dpor" && name != "dfs") {
      return absl::InvalidArgumentError(absl::StrCat(
          "a bound on preemptions is for the strategies dpor and dfs, not ",
          name));
    }
    if (!options.deepening) return MakeBounded(name, *options.preemption_bound);
    return std::make_unique<DeepeningStrategy>(
        [name](uint32_t bound) { return MakeBounded(name, bound); });
  }
  if (name == "dpor") return std::make_unique<DporStrategy>(options.dpor);
  if (name == "dfs") return std::make_unique<DepthFirstStrategy>();
  if (name == "random") return std::make_unique<RandomStrategy>(options.seed);
  if (name == "urw") return std::make_unique<UrwStrategy>(options.seed);
  if (name == "surw") return std::make_unique<SurwStrategy>(options.seed);
  if (name == "pos") return std::make_unique<PosStrategy>(options.seed);
  if (name == "pct") {
    if (options.depth < 1)
      return absl::InvalidArgumentError("a depth is 1 or more");
    return std::make_unique<PctStrategy>(options.seed, options.depth);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no strategy '", name,
                   "'; there are dpor (one interleaving of each class), dfs "
                   "(every interleaving), and the samplers random, urw, surw, "
                   "pct and pos"));
}

}  // namespace checker
