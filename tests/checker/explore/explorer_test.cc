// Explorer: what ends an exploration, and what it tells about it.

#include "checker/explore/explorer.h"

#include <atomic>
#include <string>
#include <vector>

#include "checker/explore/dfs.h"
#include "checker/explore/random.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

void ThreeIncrements() {
  Atomic<int> x("x", 0);
  for (int i = 0; i < 3; ++i) Spawn(Name("t", i), [&] { x.FetchAdd(1); });
  JoinAll();
}

TEST(ExplorerTest, IsCompleteWhenEverythingWasTried) {
  const Exploration exploration = ExploreAll(ThreeIncrements);
  EXPECT_EQ(exploration.stop, StopReason::kExhausted);
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.executions, 6);
  EXPECT_EQ(exploration.steps, 18);
  EXPECT_EQ(exploration.max_depth, 3);
  EXPECT_EQ(exploration.cut_executions, 0);
  EXPECT_THAT(exploration.error, IsEmpty());
}

TEST(ExplorerTest, StopsAfterSoManyExecutions) {
  const Exploration exploration =
      ExploreAll(ThreeIncrements, {.max_executions = 5});
  EXPECT_EQ(exploration.stop, StopReason::kExecutions);
  EXPECT_EQ(exploration.executions, 5);
  EXPECT_FALSE(exploration.complete());
}

TEST(ExplorerTest, StopsWhenTimeIsUp) {
  const Exploration exploration =
      ExploreAll(ThreeIncrements, {.time_limit = absl::ZeroDuration()});
  EXPECT_EQ(exploration.stop, StopReason::kTime);
  EXPECT_FALSE(exploration.complete());
}

TEST(ExplorerTest, StopsBeforeTheNextExecutionWhenInterrupted) {
  std::atomic<bool> interrupted = false;
  int executions = 0;
  const auto body = [&] {
    ThreeIncrements();
    interrupted = ++executions == 4;
  };
  const Exploration exploration =
      ExploreAll(body, {.interrupted = &interrupted});
  EXPECT_EQ(exploration.stop, StopReason::kInterrupted);
  EXPECT_EQ(exploration.executions, 4);
  EXPECT_EQ(exploration.steps, 12);
  EXPECT_FALSE(exploration.complete());
}

TEST(ExplorerTest, NoExecutionsProveNothing) {
  const Exploration exploration =
      ExploreAll(ThreeIncrements, {.max_executions = 0});
  EXPECT_EQ(exploration.executions, 0);
  EXPECT_FALSE(exploration.complete());
}

// The bound cuts executions; what they would have done later is not proven.
TEST(ExplorerTest, ExecutionsThatAreCutMakeItIncomplete) {
  const auto body = [] {
    Atomic<int> x("x", 0);
    const int steps = Choose(2, "length") == 0 ? 3 : 4;
    for (int i = 0; i < steps; ++i) x.FetchAdd(1);
  };
  const Exploration cut = ExploreAll(body, {.max_steps = 3});
  EXPECT_EQ(cut.stop, StopReason::kExhausted);
  EXPECT_EQ(cut.executions, 2);
  EXPECT_EQ(cut.cut_executions, 1);
  EXPECT_EQ(cut.max_depth, 3);
  EXPECT_FALSE(cut.complete());

  const Exploration whole = ExploreAll(body, {.max_steps = 4});
  EXPECT_EQ(whole.cut_executions, 0);
  EXPECT_TRUE(whole.complete());
}

void FailsInTheLastInterleaving() {
  Atomic<int> x("x", 0);
  for (int i = 1; i <= 3; ++i) {
    Spawn(Name("t", i), [&, i] {
      const int before = x.Exchange(i);
      CHECKER_EXPECT(before != 2 || i != 1);
    });
  }
  JoinAll();
}

TEST(ExplorerTest, SaysWhereAViolationWasFoundFirst) {
  const Exploration exploration = ExploreAll(FailsInTheLastInterleaving);
  EXPECT_EQ(exploration.executions, 6);
  ASSERT_THAT(exploration.violations, SizeIs(1));
  // 123 132 213: the third. The tasks' ids are 1, 2 and 3, and t[1]'s step is
  // the one that fails.
  EXPECT_EQ(exploration.violations[0].execution, 3);
  EXPECT_EQ(DecisionsText(exploration.violations[0].decisions), "2 1");
}

TEST(ExplorerTest, ASamplerGoesOnAfterAViolationToo) {
  const Exploration exploration =
      ExploreRandomly(FailsInTheLastInterleaving, /*seed=*/1,
                      /*executions=*/100);
  EXPECT_EQ(exploration.executions, 100);
  EXPECT_EQ(exploration.stop, StopReason::kExecutions);
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_FALSE(exploration.complete());
  EXPECT_LT(exploration.steps, 300) << "executions ended at the violation";
}

TEST(ExplorerTest, TellsOfItsProgress) {
  std::vector<uint64_t> seen;
  Explorer explorer(ThreeIncrements);
  RandomStrategy strategy(1);
  explorer.Explore(
      strategy, {.max_executions = 3000},
      [&](const Exploration& sofar) { seen.push_back(sofar.executions); });
  EXPECT_THAT(seen, ElementsAre(0, 1024, 2048));
}

TEST(ExplorerTest, OneExplorerServesSeveralExplorations) {
  Explorer explorer(ThreeIncrements);
  for (int i = 0; i < 3; ++i) {
    DepthFirstStrategy strategy;
    EXPECT_EQ(explorer.Explore(strategy, Budget()).executions, 6);
  }
}

TEST(ExplorerTest, SeveralExplorersLiveSideBySide) {
  std::vector<uint64_t> counts;
  ExploreAll([&] {
    // Not something one should do, but a model may explore a part of itself.
    counts.push_back(ExploreAll(ThreeIncrements).executions);
    ThreeIncrements();
  });
  EXPECT_THAT(counts, testing::AllOf(SizeIs(6), testing::Each(6)));
}

}  // namespace
}  // namespace checker
