// The reduced search finds in every built-in scenario what plain search finds,
// with no execution begun in vain; and executions of the model allocate
// nothing.

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/estimate.h"
#include "checker/explore/explorer.h"
#include "gtest/gtest.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "tests/checker/explore/canonical_trace.h"
#include "tests/checker/runtime/counting_new.h"

namespace diorace {
namespace {

// What plain search can go through in a few seconds, and in which classes can
// be worked out the slow way.
constexpr uint64_t kMaxInterleavings = 250'000;
constexpr uint64_t kMaxClassified = 1500;
// Probes of the estimate of interleavings: some that teach it, and as many that
// count. Enough to see by which factor plain search would be in vain.
constexpr uint32_t kProbes = 200;

// Whether plain search would certainly be in vain. The estimate's mean is the
// number of interleavings, so it rarely is far too high; the low end of its
// interval even less.
bool IsTooLarge(checker::Explorer explorer) {
  checker::ProbeStrategy probes(/*seed=*/1);
  probes.Extend(kProbes);
  explorer.Explore(probes, {});
  probes.StartCounting();
  probes.Extend(kProbes);
  explorer.Explore(probes, {});
  return checker::IntervalOf(probes.counts()).low > kMaxInterleavings;
}

CompiledScenario Compiled(const std::string& name) {
  const absl::StatusOr<LoadedScenario> loaded = LoadScenario(name, "");
  absl::StatusOr<CompiledScenario> compiled = Compile(loaded->scenario);
  EXPECT_TRUE(compiled.ok()) << compiled.status().message();
  return *std::move(compiled);
}

std::set<std::string> Identities(const checker::Exploration& exploration) {
  std::set<std::string> identities;
  for (const checker::FoundViolation& found : exploration.violations)
    identities.insert(found.violation.Identity());
  return identities;
}

std::set<std::string> Classes(const CompiledScenario& scenario,
                              checker::Strategy& strategy) {
  checker::CanonicalTraces traces(strategy);
  const auto body = [&] { scenario.Run(); };
  checker::Explorer(body).Explore(traces, {});
  std::set<std::string> classes;
  for (const auto& [trace, count] : traces.traces()) classes.insert(trace);
  return classes;
}

class ReducedScenariosTest : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(BuiltIn, ReducedScenariosTest,
                         testing::ValuesIn(BuiltInScenarioNames()),
                         [](const auto& info) { return info.param; });

TEST_P(ReducedScenariosTest, FindsWhatPlainSearchFinds) {
  const CompiledScenario scenario = Compiled(GetParam());
  const auto body = [&] { scenario.Run(); };
  if (IsTooLarge(checker::Explorer(body)))
    GTEST_SKIP() << "estimated to have too many interleavings";
  checker::DepthFirstStrategy dfs;
  const checker::Exploration all = checker::Explorer(body).Explore(
      dfs, {.max_executions = kMaxInterleavings});
  if (!all.complete()) GTEST_SKIP() << "too many interleavings";
  for (const auto mode :
       {checker::DporMode::kOptimal, checker::DporMode::kSource}) {
    checker::DporStrategy dpor(mode);
    const checker::Exploration reduced =
        checker::Explorer(body).Explore(dpor, {});
    EXPECT_TRUE(reduced.complete()) << reduced.error;
    EXPECT_EQ(Identities(reduced), Identities(all));
    EXPECT_LE(reduced.executions, all.executions);
    if (mode == checker::DporMode::kOptimal) {
      EXPECT_EQ(reduced.redundant, 0);
    }
  }
  if (all.executions > kMaxClassified) return;
  checker::DepthFirstStrategy again;
  checker::DporStrategy dpor;
  EXPECT_EQ(Classes(scenario, dpor), Classes(scenario, again));
}

// Executions that run to their end; those that end in a violation describe it.
TEST(ScenarioAllocationTest, AnExecutionOfTheModelAllocatesNothing) {
  for (const char* name :
       {"xfs_pi_write_bounced_store", "xfs_pi_read_bounced",
        "xfs_pi_read_zero_copy", "bdev_pi_read_4k_store_same"}) {
    const CompiledScenario scenario = Compiled(name);
    std::vector<uint64_t> allocated;
    allocated.reserve(50'000);
    const auto body = [&] {
      if (allocated.size() < allocated.capacity())
        allocated.push_back(checker::Allocations());
      scenario.Run();
    };
    checker::DepthFirstStrategy dfs;
    checker::Explorer(body).Explore(dfs, {.max_executions = 5000});
    // Shapes are met first.
    const size_t half = allocated.size() / 2;
    ASSERT_GT(half, 0);
    EXPECT_EQ(allocated.back() - allocated[half], 0) << name;
  }
}

}  // namespace
}  // namespace diorace
