// Test bodies that do not do the same after the same decisions are found out by
// both exhaustive searches. What exactly dfs says is in dfs_test.cc.

#include <functional>
#include <string>

#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NondeterminismTest : public testing::TestWithParam<std::string> {
 protected:
  // `body(n)` is the n-th execution.
  static Exploration Explored(const std::function<void(int)>& body) {
    int executions = 0;
    const auto next = [&] { body(executions++); };
    return GetParam() == "dfs" ? ExploreAll(next) : ExploreReduced(next);
  }

  static void ExpectDivergence(const std::function<void(int)>& body) {
    const Exploration exploration = Explored(body);
    EXPECT_EQ(exploration.stop, StopReason::kDiverged);
    EXPECT_FALSE(exploration.complete());
    EXPECT_THAT(exploration.error,
                HasSubstr("the test body is not deterministic"));
    EXPECT_THAT(Kinds(exploration), IsEmpty());
  }
};

INSTANTIATE_TEST_SUITE_P(Exhaustive, NondeterminismTest,
                         testing::Values("dfs", "dpor"),
                         [](const auto& info) { return info.param; });

// The usual mistake.
TEST_P(NondeterminismTest, AStaticCounter) {
  static int calls;
  calls = 0;
  ExpectDivergence([](int) {
    Atomic<int> x("x", 0);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        for (int i = 0; i < 1 + calls % 3; ++i) x.FetchAdd(1);
      });
    }
    JoinAll();
    ++calls;
  });
}

TEST_P(NondeterminismTest, AValueThatIsChosenIsLegal) {
  const Exploration exploration = Explored([](int) {
    Atomic<int> x("x", 0);
    const int times = Choose(3, "times");
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        for (int i = 0; i < 1 + times; ++i) x.FetchAdd(1);
      });
    }
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete()) << exploration.error;
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// Nothing but the first step of the second execution is another one, and that
// step is where the search turns.
TEST_P(NondeterminismTest, AnotherOperationWhereTheSearchTurns) {
  ExpectDivergence([](int n) {
    Atomic<int> x("x", 0);
    Spawn("a", [&] { x.Load(); });
    Spawn("b", [&] {
      if (n == 0) {
        x.Store(1);
      } else {
        x.FetchAdd(1);
      }
    });
    JoinAll();
  });
}

TEST_P(NondeterminismTest, AnotherObject) {
  ExpectDivergence([](int n) {
    Atomic<int> x("x", 0);
    Atomic<int> y("y", 0);
    Spawn("a", [&] { (n == 0 ? x : y).Store(1); });
    for (const char* name : {"b", "c"}) Spawn(name, [&] { x.Store(2); });
    JoinAll();
  });
}

TEST_P(NondeterminismTest, AnotherKind) {
  ExpectDivergence([](int n) {
    Atomic<int> x("x", 0);
    x.Load();
    if (n == 0) {
      x.Load();
    } else {
      x.Store(1);
    }
    Choose(2, "value");
  });
}

TEST_P(NondeterminismTest, AnotherTask) {
  ExpectDivergence([](int n) {
    Atomic<int> x("x", 0);
    for (const char* name : {n == 0 ? "a" : "z", "b"})
      Spawn(name, [&] { x.FetchAdd(1); });
    JoinAll();
    Choose(2, "value");
  });
}

TEST_P(NondeterminismTest, AnEarlyEnd) {
  ExpectDivergence([](int n) {
    Atomic<int> x("x", 0);
    if (n == 1) return;
    x.Store(1);
    Choose(2, "value");
  });
}

TEST_P(NondeterminismTest, AnotherNumberOfValues) {
  ExpectDivergence([](int n) {
    Choose(n == 0 ? 2 : 3, "value");
    Choose(2, "other");
  });
}

// Whatever depends on operations alone is deterministic enough.
TEST_P(NondeterminismTest, WhatFollowsFromOperationsIsLegal) {
  const Exploration exploration = Explored([](int) {
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
