// CHECKER_EXPECT: a failed expectation is a violation and ends its task.

#include "checker/sync/expect.h"

#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
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
using ::testing::UnorderedElementsAre;

// Two increments in two steps each: one can be lost.
void Count(bool atomically) {
  Atomic<int> count("count", 0);
  for (const char* name : {"a", "b"}) {
    Spawn(name, [&] {
      if (atomically) {
        count.FetchAdd(1);
      } else {
        count.Store(count.Load() + 1);
      }
    });
  }
  JoinAll();
  CHECKER_EXPECT(count.Peek() == 2);
}

TEST(ExpectTest, FailsInTheInterleavingsThatBreakIt) {
  const Exploration exploration = ExploreBothWays([] { Count(false); });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_THAT(OnlyMessage(exploration),
              AllOf(HasSubstr("CHECKER_EXPECT(count.Peek() == 2) failed at"),
                    HasSubstr("tests/checker/sync/expect_test.cc:")));
}

TEST(ExpectTest, HoldsWhereEveryInterleavingKeepsIt) {
  const Exploration exploration = ExploreBothWays([] { Count(true); });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// The others run on, so one exploration finds what each of them breaks.
TEST(ExpectTest, EndsOnlyItsOwnTaskUnderExhaustiveSearch) {
  int finished = 0;
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    Spawn("a", [&] {
      const int a = x.Load();
      CHECKER_EXPECT(a != 0);
      x.Store(1);
    });
    Spawn("b", [&] {
      const int b = x.Load();
      CHECKER_EXPECT(b == 1);
      x.Store(1);
    });
    Spawn("c", [&] {
      x.Store(2);
      ++finished;
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Oracles(exploration), UnorderedElementsAre("a != 0", "b == 1"));
  EXPECT_EQ(finished, exploration.executions);
}

TEST(ExpectTest, FailsOnceForEachViolationThatAReaderWouldTellApart) {
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        x.Store(1);
        CHECKER_EXPECT(false);
      });
    }
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 2);
  EXPECT_THAT(Oracles(exploration), ElementsAre("false", "false"));
  EXPECT_EQ(exploration.violations[0].violation.operations[0].task, "a");
  EXPECT_EQ(exploration.violations[1].violation.operations[0].task, "b");
}

// What follows it may rely on it, whatever the task did last: unlocking, which
// itself is never cancelled, among others.
TEST(ExpectTest, EndsTheTaskAtOnceAfterALockWasReleased) {
  bool went_on = false;
  const Exploration exploration = ExploreAll([&] {
    Mutex mutex("mutex");
    {
      // Released at once.
      const MutexLock lock(mutex);
    }
    CHECKER_EXPECT(false);
    went_on = true;
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_FALSE(went_on);
}

// A deadlock that only follows from a violation is no news.
TEST(ExpectTest, HidesDeadlocksAndLeaksThatFollowFromIt) {
  const Exploration exploration = ExploreAll([&] {
    Mutex mutex("mutex");
    Spawn("a", [&] {
      mutex.Lock();
      CHECKER_EXPECT(false);
    });
    Spawn("b", [&] { mutex.Lock(); });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), UnorderedElementsAre("assertion", "deadlock"))
      << "the deadlock is that of b locking first and never unlocking";
}

TEST(ReportTest, RecordsAViolationAndGoesOn) {
  int went_on = 0;
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    x.Store(1);
    Executor& executor = Executor::Current();
    executor.Report({.kind = "soft", .oracle = "rule", .object = x.id()},
                    [] { return std::string("a rule was broken"); });
    x.Store(2);
    if (x.Peek() == 2) ++went_on;
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("soft"));
  EXPECT_EQ(OnlyMessage(exploration), "a rule was broken");
  EXPECT_EQ(went_on, 1);
}

}  // namespace
}  // namespace checker
