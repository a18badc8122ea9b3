// Strategies by name, as users ask for them.

#ifndef DIORACE_CHECKER_STRATEGIES_H_
#define DIORACE_CHECKER_STRATEGIES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "checker/explore/dpor.h"
#include "checker/runtime/strategy.h"

namespace checker {

// Which strategy, and what it needs to know.
struct StrategyOptions {
  std::string name = "dpor";
  uint64_t seed = 1;  // of strategies that draw at random
  DporMode dpor = DporMode::kOptimal;
  // Of dpor and dfs: at most so many preemptions in an execution.
  std::optional<uint32_t> preemption_bound = {};
  // No preemption, then one, two … until a bound leaves nothing out.
  bool deepening = false;
  int depth = 3;  // of the bugs that pct looks for, at least 1
};

// Other names than those in checker/strategies.cc: kInvalidArgument, with the
// names that there are. The same for a depth below 1. "auto" is no strategy but
// a portfolio of them: see portfolio.h.
absl::StatusOr<std::unique_ptr<Strategy>> MakeStrategy(
    const StrategyOptions& options);

}  // namespace checker

#endif  // DIORACE_CHECKER_STRATEGIES_H_
