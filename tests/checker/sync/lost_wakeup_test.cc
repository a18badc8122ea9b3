// Wake-ups that come too early, and those that only seem to.

#include <string>

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
using ::testing::UnorderedElementsAre;

// The waiter tests before it prepares: a wake-up in between reaches nobody.
TEST(LostWakeupTest, TestingBeforePreparing) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    Atomic<int> done("done", 0);
    Spawn("waiter", [&] {
      if (done.Load() == 0) {
        queue.PrepareToWait();
        queue.Sleep();
        queue.FinishWait();
      }
    });
    Spawn("waker", [&] {
      done.Store(1);
      queue.WakeAll();
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("lost_wakeup"));
  EXPECT_THAT(OnlyMessage(exploration),
              MatchesRegex("lost wake-up: waiter sleeps on waiters at "
                           ".*_test.cc:[0-9]+ for ever; the wake-up by waker "
                           "at .*_test.cc:[0-9]+ came before waiter had "
                           "prepared to wait:\n"
                           "  main joins its children\n"
                           "  waiter is blocked in sleep of waiters at .*"));
  EXPECT_EQ(exploration.violations[0].violation.Identity(),
            "lost_wakeup|lost_wakeup|waiters|"
            "waiter:sleep:waiters|waker:wake:waiters");
}

TEST(LostWakeupTest, PreparingBeforeTestingIsLegal) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    Atomic<int> done("done", 0);
    Spawn("waiter", [&] {
      queue.PrepareToWait();
      if (done.Load() == 0) queue.Sleep();
      queue.FinishWait();
    });
    Spawn("waker", [&] {
      done.Store(1);
      queue.WakeAll();
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// The other half of the protocol: the waker stores before it wakes. If the
// wake-up comes late enough to reach the waiter, it is not lost: it wakes it
// for nothing, and another one is missing.
TEST(LostWakeupTest, WakingBeforeStoring) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    Atomic<int> done("done", 0);
    Spawn("waiter", [&] { queue.WaitUntil([&] { return done.Load() == 1; }); });
    Spawn("waker", [&] {
      queue.WakeAll();
      done.Store(1);
    });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration),
              UnorderedElementsAre("deadlock", "lost_wakeup"));
}

TEST(LostWakeupTest, PreparingAgainForgetsAWakeUp) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    queue.PrepareToWait();
    queue.WakeAll();
    queue.PrepareToWait();
    queue.Sleep();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("lost_wakeup"));
}

TEST(LostWakeupTest, AfterFinishWaitNoWakeUpArrives) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    queue.PrepareToWait();
    queue.FinishWait();
    queue.WakeAll();
    queue.Sleep();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("lost_wakeup"));
}

// Nobody ever wakes: nothing was lost.
TEST(LostWakeupTest, SleepingWithoutAnyWakeUpIsADeadlock) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    queue.PrepareToWait();
    queue.Sleep();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
}

// It was used: what is missing is a second one.
TEST(LostWakeupTest, AWakeUpThatEndedAnEarlierSleepWasNotLost) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    for (int i = 0; i < 2; ++i) {
      queue.PrepareToWait();
      if (i == 0) queue.WakeAll();
      queue.Sleep();
      queue.FinishWait();
    }
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
}

// It came before a wait that has ended well, so it is not why the next does
// not.
TEST(LostWakeupTest, AnEarlierWaitThatNeededNoSleepForgives) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    queue.WakeAll();
    queue.PrepareToWait();
    queue.FinishWait();
    queue.PrepareToWait();
    queue.Sleep();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
}

// "early" waits before the wake-up, "late" does so only afterwards.
std::string WokenBetween(void (*wake)(WaitQueue& queue)) {
  return OnlyMessage(ExploreBothWays([wake] {
    WaitQueue queue("waiters");
    Atomic<int> stage("stage", 0);
    const auto wait = [&](int at) {
      stage.Await([at](int now) { return now == at; });
      queue.PrepareToWait();
      stage.FetchAdd(1);
      queue.Sleep();
      queue.FinishWait();
    };
    Spawn("early", [&] { wait(0); });
    Spawn("late", [&] { wait(2); });
    stage.Await([](int now) { return now == 1; });
    wake(queue);
    stage.FetchAdd(1);
    JoinAll();
  }));
}

// One that is meant for all is lost for who came too late; one that is meant
// for one task and found it is lost for nobody.
TEST(LostWakeupTest, AWakeUpOfAllIsLostForWhoComesLate) {
  EXPECT_THAT(WokenBetween([](WaitQueue& queue) { queue.WakeAll(); }),
              HasSubstr("lost wake-up: late sleeps on waiters"));
  EXPECT_THAT(WokenBetween([](WaitQueue& queue) { queue.WakeOne(); }),
              AllOf(HasSubstr("deadlock: nothing can run any more"),
                    HasSubstr("late is blocked in sleep")));
}

TEST(LostWakeupTest, AWakeUpOfOneThatFindsNobodyIsLost) {
  const Exploration exploration = ExploreBothWays([] {
    WaitQueue queue("waiters");
    Spawn("waiter", [&] {
      queue.PrepareToWait();
      queue.Sleep();
      queue.FinishWait();
    });
    Spawn("waker", [&] { queue.WakeOne(); });
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 2);
  EXPECT_THAT(Kinds(exploration), ElementsAre("lost_wakeup"));
}

// A completion remembers: it does not matter which comes first.
TEST(LostWakeupTest, CompletionsLoseNone) {
  const Exploration exploration = ExploreBothWays([] {
    Completion done("done");
    Spawn("waiter", [&] { done.Wait(); });
    Spawn("completer", [&] { done.Complete(); });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// Who waits for the sleeper does not hide why it sleeps, but a cycle of locks
// explains more.
TEST(LostWakeupTest, YieldsToACycleOnly) {
  const auto with = [](bool cycle) {
    return Kinds(ExploreBothWays([cycle] {
      Mutex mutex("mutex");
      WaitQueue queue("waiters");
      queue.WakeAll();
      Spawn("waiter", [&] {
        const MutexLock lock(mutex);
        queue.PrepareToWait();
        queue.Sleep();
      });
      if (cycle) {
        Spawn("twice", [] {
          Mutex own("own");
          own.Lock();
          own.Lock();
        });
      }
      JoinAll();
    }));
  };
  EXPECT_THAT(with(false), ElementsAre("lost_wakeup"));
  EXPECT_THAT(with(true), ElementsAre("deadlock"));
}

}  // namespace
}  // namespace checker
