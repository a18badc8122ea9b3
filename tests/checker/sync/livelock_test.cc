// Tasks that spin for ever, and tasks that only spin for long.

#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

void AwaitOne(const Atomic<int>& flag) {
  flag.Await([](int value) { return value == 1; });
}

TEST(LivelockTest, TwoTasksThatSpinUntilTheOtherIsDone) {
  const Exploration exploration = ExploreBothWays([] {
    Atomic<int> a_done("a_done", 0);
    Atomic<int> b_done("b_done", 0);
    const auto turn = [](const Atomic<int>& other, Atomic<int>& own) {
      AwaitOne(other);
      own.Store(1);
    };
    Spawn("a", [&] { turn(b_done, a_done); });
    Spawn("b", [&] { turn(a_done, b_done); });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("livelock"));
  EXPECT_THAT(
      OnlyMessage(exploration),
      MatchesRegex("livelock: whoever could still run spins, and nobody is "
                   "left who could change what is read:\n"
                   "  a is blocked in await of b_done at .*_test.cc:[0-9]+\n"
                   "  b is blocked in await of a_done at .*_test.cc:[0-9]+\n"
                   "  main joins its children"));
  EXPECT_EQ(exploration.violations[0].violation.Identity(),
            "livelock|livelock|b_done|a:await:b_done|b:await:a_done");
}

TEST(LivelockTest, OneThatStoresBeforeItSpinsIsEnough) {
  const Exploration exploration = ExploreBothWays([] {
    Atomic<int> a_done("a_done", 0);
    Atomic<int> b_done("b_done", 0);
    Spawn("a", [&] {
      a_done.Store(1);
      AwaitOne(b_done);
    });
    Spawn("b", [&] {
      AwaitOne(a_done);
      b_done.Store(1);
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// The value that was waited for has come and gone.
TEST(LivelockTest, AFlagThatIsTakenBack) {
  const auto with = [](bool taken_back) {
    return Kinds(ExploreBothWays([taken_back] {
      Atomic<int> flag("flag", 0);
      Spawn("spinner", [&] { AwaitOne(flag); });
      Spawn("setter", [&] {
        flag.Store(1);
        flag.Store(taken_back ? 0 : 1);
      });
      JoinAll();
    }));
  };
  EXPECT_THAT(with(true), ElementsAre("livelock"));
  EXPECT_THAT(with(false), IsEmpty());
}

// Spinning for somebody who waits for what the spinner holds.
TEST(LivelockTest, SpinningWithALockThatTheOtherNeeds) {
  const Exploration exploration = ExploreBothWays([] {
    SpinLock lock("lock");
    Atomic<int> flag("flag", 0);
    Spawn("spinner", [&] {
      const MutexLock held(lock);
      AwaitOne(flag);
    });
    Spawn("setter", [&] {
      const MutexLock held(lock);
      flag.Store(1);
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("livelock"));
  EXPECT_THAT(OnlyMessage(exploration),
              AllOf(HasSubstr("spinner is blocked in await of flag"),
                    HasSubstr("setter is blocked in lock of lock"),
                    HasSubstr(", held by spinner since ")));
}

// Spinning is what follows where something else explains it.
TEST(LivelockTest, IsNotWhatFollowsFromADeadlockOrALostWakeUp) {
  EXPECT_THAT(Kinds(ExploreBothWays([] {
                Mutex mutex("mutex");
                Atomic<int> flag("flag", 0);
                Spawn("spinner", [&] { AwaitOne(flag); });
                mutex.Lock();
                mutex.Lock();
              })),
              ElementsAre("deadlock"));
  EXPECT_THAT(Kinds(ExploreBothWays([] {
                WaitQueue queue("waiters");
                Atomic<int> flag("flag", 0);
                Spawn("spinner", [&] { AwaitOne(flag); });
                queue.WakeAll();
                queue.PrepareToWait();
                queue.Sleep();
              })),
              ElementsAre("lost_wakeup"));
}

// A loop over loads is not seen to spin: the bound cuts it, and the search is
// incomplete.
TEST(LivelockTest, ReachingTheStepBoundIsNone) {
  const auto body = [] {
    Atomic<int> flag("flag", 0);
    Spawn("blocked", [&] { AwaitOne(flag); });
    while (flag.Load() == 0) {
    }
    JoinAll();
  };
  for (const Exploration& exploration :
       {ExploreAll(body, {.max_steps = 50}),
        ExploreReduced(body, {.max_steps = 50})}) {
    EXPECT_THAT(Kinds(exploration), IsEmpty());
    EXPECT_EQ(exploration.cut_executions, 1);
    EXPECT_FALSE(exploration.complete());
  }
}

}  // namespace
}  // namespace checker
