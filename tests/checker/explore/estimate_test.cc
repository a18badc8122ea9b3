// Estimates of the sizes of searches: probes of the plain tree, and what dpor
// says of its own.

#include "checker/explore/estimate.h"

#include <atomic>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/estimated_programs.h"
#include "tests/checker/explore/exploring.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

SizeEstimate EstimateOf(absl::FunctionRef<void()> body, uint64_t seed) {
  Explorer explorer(body);
  return EstimateInterleavings(explorer, seed).value();
}

TEST(EstimateTest, HoldsTheTrueNumberForNinetySeedsOfAHundred) {
  // benchmarks/estimates.cc has all programs, and more seeds.
  const std::set<std::string> names = {"readers_8", "w2_zero_copy_3",
                                       "w2_bounce_handshake_3", "locked_3",
                                       "branching"};
  size_t programs = 0;
  for (const EstimatedProgram& program : EstimatedPrograms()) {
    if (names.count(program.name) == 0) continue;
    ++programs;
    ASSERT_GE(program.interleavings, 10'000);
    const auto truth = static_cast<double>(program.interleavings);
    int inside = 0;
    int narrow = 0;
    for (uint64_t seed = 1; seed <= 100; ++seed) {
      const SizeEstimate size = EstimateOf(program.body, seed);
      inside += size.low <= truth && truth <= size.high;
      narrow += size.high < 4 * size.low;
      EXPECT_FALSE(size.rough);
    }
    EXPECT_GE(inside, 90) << program.name;
    // Intervals that say nothing would hold everything.
    EXPECT_GE(narrow, 90) << program.name;
  }
  EXPECT_EQ(programs, names.size());
}

// What the table of EstimatedPrograms says was counted, is counted again.
TEST(EstimateTest, TheTrueNumbersAreTrue) {
  for (const EstimatedProgram& program : EstimatedPrograms()) {
    if (program.interleavings == 0) continue;
    EXPECT_EQ(ExploreAll(program.body).executions, program.interleavings)
        << program.name;
  }
}

TEST(EstimateTest, TheMeanIsRightOnSmallTrees) {
  for (const KnownProgram& program : KnownPrograms()) {
    if (!program.interleavings.has_value() || *program.interleavings > 1000)
      continue;
    const auto truth = static_cast<double>(*program.interleavings);
    const auto body = [&] { program.body(TaskOrder::kAsListed); };
    double mean = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed)
      mean += EstimateOf(body, seed).total / 20;
    EXPECT_NEAR(mean / truth, 1, 0.01) << program.name;
  }
}

// Values are branches too, and an execution goes on after a violation: the tree
// has 1 + 3 * 4! / 2! leaves.
TEST(EstimateTest, CountsValuesAndGoesOnAfterAViolation) {
  const auto body = [] {
    Atomic<int> x("x", 0);
    if (Choose(4, "value") == 0) return;
    Spawn("a", [&] { CHECKER_EXPECT(x.FetchAdd(1) == 0); });
    Spawn("b", [&] {
      x.FetchAdd(1);
      x.FetchAdd(1);
    });
    Spawn("c", [&] { x.FetchAdd(1); });
    JoinAll();
  };
  EXPECT_EQ(ExploreAll(body).executions, 37);
  const SizeEstimate size = EstimateOf(body, 1);
  EXPECT_LE(size.low, 37);
  EXPECT_GE(size.high, 37);
  EXPECT_NEAR(size.total, 37, 1);
}

TEST(EstimateTest, TheSameSeedGivesTheSame) {
  const EstimatedProgram& program = EstimatedPrograms().back();
  const SizeEstimate once = EstimateOf(program.body, 7);
  const SizeEstimate again = EstimateOf(program.body, 7);
  EXPECT_EQ(once.total, again.total);
  EXPECT_EQ(once.low, again.low);
  EXPECT_EQ(once.high, again.high);
}

TEST(EstimateTest, NoneOfWhatADoubleCannotHold) {
  const auto body = [] {
    for (int i = 0; i < 2000; ++i) Choose(2, "value");
  };
  Explorer explorer(body);
  EXPECT_FALSE(EstimateInterleavings(explorer, 1).has_value());
}

TEST(EstimateTest, AFewLargeCountsWidenTheInterval) {
  const std::vector<double> even(1000, 10.0);
  std::vector<double> skewed(1000, 1.0);
  skewed[500] = 9001;  // the same mean
  EXPECT_DOUBLE_EQ(IntervalOf(even).total, 10);
  EXPECT_LE(IntervalOf(even).high, 11);
  EXPECT_DOUBLE_EQ(IntervalOf(skewed).total, 10);
  EXPECT_LE(IntervalOf(skewed).low, 1);
  EXPECT_GT(IntervalOf(skewed).high, 100);
}

TEST(DporEstimateTest, IsExactAtTheEndAndABoundBefore) {
  for (const KnownProgram& program : KnownPrograms()) {
    if (!program.traces.has_value() || *program.traces > 4000) continue;
    const auto body = [&] { program.body(TaskOrder::kAsListed); };
    Explorer explorer(body);
    DporStrategy strategy;
    EXPECT_FALSE(strategy.Estimate().has_value());
    double highest = 0;
    for (uint64_t made = 0; made < *program.traces; ++made) {
      const Exploration one = explorer.Explore(strategy, {.max_executions = 1});
      ASSERT_EQ(one.executions + one.redundant, 1);
      ASSERT_TRUE(one.estimate.has_value());
      EXPECT_TRUE(one.estimate->rough);
      EXPECT_GE(one.estimate->total, one.estimate->low);
      highest = std::max(highest, one.estimate->low);
    }
    // Each sequence that is left to try leads to a trace of its own.
    EXPECT_LE(highest, *program.traces) << program.name;
    const SizeEstimate end = *explorer.Explore(strategy, Budget()).estimate;
    EXPECT_EQ(end.total, *program.traces) << program.name;
    EXPECT_EQ(end.low, end.high);
    EXPECT_FALSE(end.rough);
  }
}

TEST(DporEstimateTest, IsANumberOfWhatADoubleCannotHold) {
  // Each variable doubles the number of traces.
  const auto body = [] {
    std::vector<std::unique_ptr<Atomic<int>>> variables;
    for (int i = 0; i < 1200; ++i)
      variables.push_back(std::make_unique<Atomic<int>>(Name("x", i), 0));
    for (const char* const task : {"a", "b"}) {
      Spawn(task, [&variables] {
        for (const auto& x : variables) x->Store(1, std::memory_order_relaxed);
      });
    }
    JoinAll();
  };
  DporStrategy strategy;
  Explorer(body).Explore(strategy, {.max_executions = 1});
  const double total = strategy.Estimate().value().total;
  EXPECT_TRUE(std::isfinite(total));
  EXPECT_GT(total, 1e200);
}

TEST(DporEstimateTest, IsOfTheRightOrderHalfway) {
  for (const EstimatedProgram& program : EstimatedPrograms()) {
    for (const DporMode mode : {DporMode::kOptimal, DporMode::kSource}) {
      DporStrategy whole(mode);
      const Exploration all = Explorer(program.body).Explore(whole, Budget());
      if (all.executions < 200) continue;
      DporStrategy half(mode);
      Explorer(program.body)
          .Explore(half,
                   {.max_executions = (all.executions + all.redundant) / 2});
      const double ratio =
          half.Estimate()->total / static_cast<double>(all.executions);
      EXPECT_GT(ratio, 1 / 3.0) << program.name;
      EXPECT_LT(ratio, 3) << program.name;
    }
  }
}

}  // namespace
}  // namespace checker
