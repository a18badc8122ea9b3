// What the dependence table says of the model's operations is so, in every
// scenario that comes with the program.

#include <cstdint>
#include <cstdio>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "checker/explore/commutation_check.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/random.h"
#include "gtest/gtest.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"

namespace diorace {
namespace {

class CommutationTest : public testing::TestWithParam<std::string> {};

// Ends early: only whether there are a few matters.
uint64_t Traces(const CompiledScenario& scenario) {
  const auto body = [&] { scenario.Run(); };
  checker::DporStrategy dpor;
  return checker::Explorer(body)
      .Explore(dpor, {.max_executions = 3})
      .executions;
}

TEST_P(CommutationTest, TableIsRight) {
  const absl::StatusOr<LoadedScenario> loaded = LoadScenario(GetParam(), "");
  ASSERT_TRUE(loaded.ok()) << loaded.status().message();
  const absl::StatusOr<CompiledScenario> compiled = Compile(loaded->scenario);
  ASSERT_TRUE(compiled.ok()) << compiled.status().message();
  checker::RandomStrategy random(/*seed=*/1);
  // Each repetition digests the whole buffer at every store to it.
  const bool large = absl::StrContains(GetParam(), "64k");
  const checker::CommutationReport report =
      checker::CheckCommutation([&] { compiled->Run(); }, random,
                                {.max_executions = 20,
                                 .max_pairs = large ? 20u : 2000u,
                                 .max_pairs_of_execution = 100,
                                 .triples = true});
  EXPECT_TRUE(report.ok()) << report.ToString();
  std::printf("%lu pairs, %lu triples\n", report.pairs, report.triples);
  // Where hardly two tasks have anything to do at a time, there are few pairs.
  if (Traces(*compiled) > 2) {
    // Here a fault, a store and a write-back are all there is.
    const bool tiny = GetParam() == "xfs_pi_mmap_msync_store_6_1";
    EXPECT_GE(report.pairs + report.triples, tiny ? 9u : 20u);
  }
}

INSTANTIATE_TEST_SUITE_P(BuiltIn, CommutationTest,
                         testing::ValuesIn(BuiltInScenarioNames()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace diorace
