// DepthFirstStrategy: what it tries, in which order, and how it notices that a
// body is not deterministic. Its counts are in known_programs_test.cc.

#include "checker/explore/dfs.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/bytes.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The order in which two tasks of two steps each take them, per execution.
std::vector<std::string> Orders() {
  std::vector<std::string> orders;
  ExploreAll([&] {
    std::string& order = orders.emplace_back();
    Atomic<int> x("x", 0);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&x, &order, name] {
        for (int i = 0; i < 2; ++i) {
          x.FetchAdd(1);
          order += name;
        }
      });
    }
    JoinAll();
  });
  return orders;
}

// Few context switches first; backtracking changes the deepest decision.
TEST(DepthFirstTest, GoesDeepFirstAndLetsTheRunningTaskGoOn) {
  EXPECT_THAT(Orders(),
              ElementsAre("aabb", "abba", "abab", "bbaa", "baab", "baba"));
}

TEST(DepthFirstTest, IsExhaustive) {
  EXPECT_TRUE(DepthFirstStrategy().exhaustive());
  EXPECT_EQ(DepthFirstStrategy().name(), "dfs");
}

TEST(DepthFirstTest, HasNothingLeftAfterTheLastExecution) {
  const auto body = [] { Choose(2, "value"); };
  Explorer explorer(body);
  DepthFirstStrategy strategy;
  EXPECT_EQ(explorer.Explore(strategy, Budget()).executions, 2);
  EXPECT_FALSE(strategy.StartExecution());
}

// A bound stops it in the middle; it can go on from there.
TEST(DepthFirstTest, GoesOnWhereABudgetStoppedIt) {
  const auto body = [] {
    Atomic<int> x("x", 0);
    for (int i = 0; i < 4; ++i) Spawn(Name("t", i), [&] { x.FetchAdd(1); });
    JoinAll();
  };
  Explorer explorer(body);
  DepthFirstStrategy strategy;
  uint64_t executions = 0;
  Exploration part;
  do {
    part = explorer.Explore(strategy, {.max_executions = 7});
    executions += part.executions;
  } while (part.stop == StopReason::kExecutions);
  EXPECT_EQ(executions, 24);
}

// --- Bodies that are not deterministic ---

// `body(n)` is the n-th execution.
Exploration ExploreNumbered(const std::function<void(int)>& body) {
  int executions = 0;
  return ExploreAll([&] { body(executions++); });
}

TEST(DivergenceTest, AnotherObject) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Atomic<int> x("x", 0);
    Atomic<int> y("y", 0);
    Spawn("a", [&] { (n == 0 ? x : y).Store(1); });
    Spawn("b", [&] { x.Store(2); });
    Spawn("c", [&] { x.Store(2); });
    JoinAll();
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
  EXPECT_FALSE(exploration.complete());
  EXPECT_EQ(exploration.executions, 2);
  EXPECT_THAT(exploration.error,
              AllOf(HasSubstr("the test body is not deterministic: after the "
                              "same 0 decisions as before, a announces store "
                              "of y, where it did something else"),
                    HasSubstr("no clock, no addresses, no random numbers")));
}

TEST(DivergenceTest, AnotherKind) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Atomic<int> x("x", 0);
    x.Load();
    if (n == 0) {
      x.Load();
    } else {
      x.Store(1);
    }
    Choose(2, "value");
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
  EXPECT_THAT(exploration.error,
              HasSubstr("after the same 1 decisions as before, main announces "
                        "store of x"));
}

TEST(DivergenceTest, AnotherRange) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Bytes page("page", 8);
    const uint8_t data[] = {1};
    page.Fill(n, data);
    Choose(2, "value");
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
}

TEST(DivergenceTest, ATaskThatIsMissing) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Atomic<int> x("x", 0);
    for (int i = 0; i < (n == 1 ? 1 : 2); ++i)
      Spawn(Name("t", i), [&] { x.Store(1); });
    JoinAll();
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
  EXPECT_EQ(exploration.executions, 2);
}

// It would never be scheduled at the points that were passed before it was met.
TEST(DivergenceTest, ATaskThatIsNew) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Atomic<int> x("x", 0);
    for (int i = 0; i < (n == 0 ? 2 : 3); ++i)
      Spawn(Name("t", i), [&] { x.Store(1); });
    JoinAll();
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
  EXPECT_EQ(exploration.executions, 2);
}

TEST(DivergenceTest, AnEarlyEnd) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Atomic<int> x("x", 0);
    if (n == 1) return;
    x.Store(1);
    Choose(2, "value");
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
  EXPECT_EQ(exploration.executions, 2);
  EXPECT_THAT(exploration.error, HasSubstr("it ends, where it did something"));
}

TEST(DivergenceTest, AnotherChoice) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Choose(n == 0 ? 2 : 3, "value");
    Choose(2, "other");
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
  EXPECT_THAT(exploration.error,
              HasSubstr("main makes choice value of 3 values"));
}

TEST(DivergenceTest, AChoiceInsteadOfAnOperation) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Atomic<int> x("x", 0);
    if (n == 0) {
      x.Store(1);
    } else {
      Choose(2, "value");
    }
    Choose(2, "other");
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
}

TEST(DivergenceTest, AnOperationInsteadOfAChoice) {
  const Exploration exploration = ExploreNumbered([](int n) {
    Atomic<int> x("x", 0);
    if (n == 0) {
      Choose(2, "value");
    } else {
      x.Store(1);
    }
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
  EXPECT_THAT(exploration.error, HasSubstr("an operation instead of a choice"));
}

// The usual mistake.
TEST(DivergenceTest, AStaticCounter) {
  static int calls = 0;
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        for (int i = 0; i < 1 + calls % 3; ++i) x.FetchAdd(1);
      });
    }
    JoinAll();
    ++calls;
  });
  EXPECT_EQ(exploration.stop, StopReason::kDiverged);
}

// Whatever depends on operations alone is deterministic enough.
TEST(DivergenceTest, WhatFollowsFromOperationsIsLegal) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("a", [&] {
      const int n = x.Load();
      for (int i = 0; i < n; ++i) x.Load();
      if (n == 2) Choose(2, "value");
    });
    Spawn("b", [&] {
      x.Store(1);
      x.Store(2);
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete()) << exploration.error;
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

}  // namespace
}  // namespace checker
