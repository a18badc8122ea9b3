// How good the estimates of docs/estimates.md are.
//
//   bazel run -c opt //benchmarks:estimates
//
// Prints both of its tables, in Markdown. Nothing depends on time.

#include <cstdint>
#include <cstdio>
#include <string>

#include "checker/explore/dpor.h"
#include "checker/explore/estimate.h"
#include "checker/explore/explorer.h"
#include "tests/checker/explore/estimated_programs.h"

namespace checker {
namespace {

constexpr int kSeeds = 200;

void PrintInterleavings() {
  std::printf(
      "| program | interleavings | true number inside, of %d seeds | mean "
      "estimate / true | half the interval |\n|---|---|---|---|---|\n",
      kSeeds);
  for (const EstimatedProgram& program : EstimatedPrograms()) {
    if (program.interleavings == 0) continue;
    const auto body = [&] { program.body(); };
    Explorer explorer(body);
    const auto truth = static_cast<double>(program.interleavings);
    int inside = 0;
    double sum = 0;
    double width = 0;
    for (int seed = 1; seed <= kSeeds; ++seed) {
      const SizeEstimate size = *EstimateInterleavings(explorer, seed);
      inside += size.low <= truth && truth <= size.high;
      sum += size.total / truth / kSeeds;
      width += (size.high - size.low) / 2 / truth / kSeeds;
    }
    std::printf("| %s | %.0f | %d | %.4f | %.2f %% |\n", program.name.c_str(),
                truth, inside, sum, width * 100);
  }
}

// What `strategy` estimates when `at` traces are finished, by the true number.
double RatioAt(const EstimatedProgram& program, uint64_t at, double truth) {
  DporStrategy strategy;
  const auto body = [&] { program.body(); };
  Explorer(body).Explore(strategy, {.max_executions = at});
  return strategy.Estimate()->total / truth;
}

void PrintTraces() {
  std::printf(
      "\n| program | traces | 5 %% | 25 %% | 50 %% | end |\n"
      "|---|---|---|---|---|---|\n");
  for (const EstimatedProgram& program : EstimatedPrograms()) {
    const auto body = [&] { program.body(); };
    DporStrategy strategy;
    const Exploration all = Explorer(body).Explore(strategy, {});
    if (all.executions < 200) continue;
    const auto truth = static_cast<double>(all.executions);
    std::printf("| %s | %.0f", program.name.c_str(), truth);
    for (const int percent : {5, 25, 50}) {
      const uint64_t at = (all.executions + all.redundant) * percent / 100;
      std::printf(" | %.2f", RatioAt(program, at, truth));
    }
    std::printf(" | %.2f |\n", all.estimate->total / truth);
  }
}

}  // namespace
}  // namespace checker

int main() {
  checker::PrintInterleavings();
  checker::PrintTraces();
}
