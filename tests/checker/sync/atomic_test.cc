// Atomic: what its operations return and do. What they synchronise is in
// memory_order_test.cc.

#include "checker/sync/atomic.h"

#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::IsEmpty;

TEST(AtomicTest, ReadModifyWritesReturnTheValueBefore) {
  const Exploration exploration = ExploreAll([] {
    Atomic<unsigned> x("x", 4);
    CHECKER_EXPECT(x.Load() == 4);
    CHECKER_EXPECT(x.Exchange(5) == 4);
    CHECKER_EXPECT(x.FetchAdd(3) == 5);
    CHECKER_EXPECT(x.FetchOr(7) == 8);
    CHECKER_EXPECT(x.Peek() == 15);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(AtomicTest, CompareExchangeWritesOnlyWhatItExpected) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 1);
    int expected = 2;
    CHECKER_EXPECT(!x.CompareExchange(expected, 3));
    CHECKER_EXPECT(expected == 1);
    CHECKER_EXPECT(x.CompareExchange(expected, 3));
    CHECKER_EXPECT(x.Peek() == 3);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// The task takes no steps while the condition does not hold: a spin loop would
// have infinitely many interleavings.
TEST(AtomicTest, AwaitBlocksUntilItsConditionHolds) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> turn("turn", 0);
    for (int i = 0; i < 3; ++i) {
      Spawn(Name("t", i), [&, i] {
        const int seen = turn.Await([i](int value) { return value == i; });
        CHECKER_EXPECT(seen == i);
        turn.Store(i + 1);
      });
    }
    JoinAll();
    CHECKER_EXPECT(turn.Peek() == 3);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.executions, 1);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// A condition may stop to hold before the task gets its turn.
TEST(AtomicTest, AwaitSeesAValueForWhichItsConditionHolds) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("waiter", [&] {
      const int seen = x.Await([](int value) { return value % 2 == 1; });
      CHECKER_EXPECT(seen == 1 || seen == 3);
    });
    for (int i = 1; i <= 3; ++i) x.Store(i);
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 2) << "after storing 1, or after 3";
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

}  // namespace
}  // namespace checker
