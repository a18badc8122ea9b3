// Explores W2 (GuardedWrite in known_programs.h), with and without bounce, with
// one user and with three.
//
//   bazel run -c opt //benchmarks:w2             everything, a table
//   bazel run -c opt //benchmarks:w2 -- dpor zero_copy 3
//
// Prints one line an exploration: strategy, variant, users, executions (with
// dpor one a trace, with dfs one an interleaving), those in which the device
// saw a mismatch, steps, and seconds, which are the only thing that differs
// from run to run. Exit status: 0, or 1 if an exploration is not complete.

#include <cstdint>
#include <cstdio>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/runtime/strategy.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

constexpr absl::string_view kDpor = "dpor";
constexpr absl::string_view kDfs = "dfs";
constexpr absl::string_view kZeroCopy = "zero_copy";
constexpr absl::string_view kBounce = "bounce";

// Without campaign.h and so without protobuf, which takes longer to load than
// W2 to explore.
std::unique_ptr<Strategy> MakeStrategy(absl::string_view name) {
  if (name == kDfs) return std::make_unique<DepthFirstStrategy>();
  return std::make_unique<DporStrategy>();
}

// Returns whether everything was explored.
bool Explore(absl::string_view strategy_name, absl::string_view variant,
             int users) {
  const GuardedWrite write = {.bounce = variant == kBounce, .users = users};
  uint64_t mismatches = 0;
  const auto body = [&] {
    if (write.Run(TaskOrder::kAsListed)) ++mismatches;
  };
  const std::unique_ptr<Strategy> strategy = MakeStrategy(strategy_name);
  const Exploration exploration = Explorer(body).Explore(*strategy, {});
  absl::PrintF("%-8s  %-9s  %5d  %10d  %10d  %9d  %7.4f\n", strategy_name,
               variant, users, exploration.executions, mismatches,
               exploration.steps, absl::ToDoubleSeconds(exploration.elapsed));
  return exploration.complete() && exploration.violations.empty();
}

bool ExploreAll() {
  bool complete = true;
  absl::PrintF("%-8s  %-9s  %5s  %10s  %10s  %9s  %7s\n", "strategy", "variant",
               "users", "executions", "mismatches", "steps", "seconds");
  for (const absl::string_view strategy : {kDpor, kDfs})
    for (const absl::string_view variant : {kZeroCopy, kBounce})
      for (const int users : {1, 3})
        complete &= Explore(strategy, variant, users);
  return complete;
}

int Main(int argc, char** argv) {
  if (argc == 1) return ExploreAll() ? 0 : 1;
  int users = 0;
  if (argc != 4 || (argv[1] != kDpor && argv[1] != kDfs) ||
      (argv[2] != kZeroCopy && argv[2] != kBounce) ||
      !absl::SimpleAtoi(argv[3], &users) || (users != 1 && users != 3)) {
    absl::FPrintF(stderr, "usage: w2 [dpor|dfs zero_copy|bounce 1|3]\n");
    return 2;
  }
  return Explore(argv[1], argv[2], users) ? 0 : 1;
}

}  // namespace
}  // namespace checker

int main(int argc, char** argv) { return checker::Main(argc, argv); }
