// Tasks that wait for ever, and tasks that only seem to.

#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
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

void LockBoth(Mutex& first, Mutex& second) {
  const MutexLock outer(first);
  const MutexLock inner(second);
}

TEST(DeadlockTest, TwoLocksTakenInOppositeOrders) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex a("lock_a");
    Mutex b("lock_b");
    Spawn("ab", [&] { LockBoth(a, b); });
    Spawn("ba", [&] { LockBoth(b, a); });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(
      OnlyMessage(exploration),
      MatchesRegex("deadlock: "
                   "ab waits for lock_b \\(lock at .*_test.cc:[0-9]+\\), "
                   "held by ba since .*_test.cc:[0-9]+; "
                   "ba waits for lock_a \\(lock at .*_test.cc:[0-9]+\\), "
                   "held by ab since .*_test.cc:[0-9]+\n"
                   "  main joins its children"));
  const Violation& violation = exploration.violations[0].violation;
  EXPECT_EQ(violation.Identity(),
            "deadlock|deadlock|lock_b|ab:lock:lock_b|ba:lock:lock_a");
}

// The cycle is told apart from who only happens to wait as well, and begins
// with the same task wherever it was entered.
TEST(DeadlockTest, ACycleIsTheSameWhoeverElseIsBlocked) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex a("lock_a");
    Mutex b("lock_b");
    Mutex c("lock_c");
    Spawn("z", [&] { LockBoth(a, b); });
    Spawn("y", [&] { LockBoth(b, c); });
    Spawn("x", [&] { LockBoth(c, a); });
    Spawn("bystander", [&] { const MutexLock lock(a); });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              AllOf(HasSubstr("deadlock: x waits for lock_a (lock at "),
                    HasSubstr("; z waits for lock_b"),
                    HasSubstr("; y waits for lock_c")));
}

// To try, and to let go of what one has, is legal in any order.
TEST(DeadlockTest, BackingOffIsLegal) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex a("lock_a");
    Mutex b("lock_b");
    Spawn("ab", [&] { LockBoth(a, b); });
    Spawn("ba", [&] {
      b.Lock();
      if (a.TryLock()) a.Unlock();
      b.Unlock();
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(DeadlockTest, TwoLocksTakenInOneOrderAreLegal) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex a("lock_a");
    Mutex b("lock_b");
    Spawn("one", [&] { LockBoth(a, b); });
    Spawn("two", [&] { LockBoth(a, b); });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// A third lock around both makes opposite orders harmless.
TEST(DeadlockTest, OppositeOrdersUnderAGateAreLegal) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex gate("gate");
    Mutex a("lock_a");
    Mutex b("lock_b");
    Spawn("ab", [&] {
      const MutexLock lock(gate);
      LockBoth(a, b);
    });
    Spawn("ba", [&] {
      const MutexLock lock(gate);
      LockBoth(b, a);
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(DeadlockTest, LockingWhatOneHolds) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex mutex("mutex");
    mutex.Lock();
    mutex.Lock();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              MatchesRegex("deadlock: main waits for mutex \\(lock at .*\\), "
                           "held by itself since .*"));
}

// Found also when the task that leaves the others stuck has itself finished.
TEST(DeadlockTest, ALockThatAFinishedTaskStillHolds) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex mutex("mutex");
    Spawn("careless", [&] { mutex.Lock(); }).Join();
    Spawn("patient", [&] { mutex.Lock(); }).Join();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              AllOf(HasSubstr("patient is blocked in lock of mutex"),
                    HasSubstr(", held by careless since "),
                    HasSubstr(", which has finished"),
                    HasSubstr("main joins patient")));
}

TEST(DeadlockTest, ACompletionThatNobodyCompletes) {
  const Exploration exploration = ExploreBothWays([] {
    Completion done("done");
    Spawn("two", [&] {
      done.Wait();
      done.Wait();
    });
    Spawn("one", [&] { done.Complete(); });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              HasSubstr("two is blocked in wait-for of done"));
}

TEST(DeadlockTest, TasksThatJoinEachOther) {
  const Exploration exploration = ExploreBothWays([] {
    TaskHandle other(kNoTask);
    const TaskHandle one = Spawn("one", [&] { other.Join(); });
    other = Spawn("other", [one] { one.Join(); });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_EQ(OnlyMessage(exploration),
            "deadlock: one joins other; other joins one\n"
            "  main joins its children");
}

TEST(DeadlockTest, JoiningATaskThatJoinsNobodyBackIsLegal) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex mutex("mutex");
    const TaskHandle one = Spawn("one", [&] { const MutexLock lock(mutex); });
    Spawn("other", [&, one] {
      one.Join();
      const MutexLock lock(mutex);
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(DeadlockTest, JoiningWhoWaitsForALockThatOneHolds) {
  const auto with = [](bool unlock_first) {
    return ExploreBothWays([unlock_first] {
      Mutex mutex("mutex");
      mutex.Lock();
      Spawn("child", [&] { const MutexLock lock(mutex); });
      if (unlock_first) mutex.Unlock();
      JoinAll();
      if (!unlock_first) mutex.Unlock();
    });
  };
  EXPECT_THAT(Kinds(with(true)), IsEmpty());
  EXPECT_THAT(
      OnlyMessage(with(false)),
      MatchesRegex("deadlock: child waits for mutex \\(lock at .*\\), held by "
                   "main since .*; main joins its child child"));
}

TEST(DeadlockTest, AwaitingQuiescenceOfWhoWaitsForALockThatOneHolds) {
  EXPECT_THAT(OnlyMessage(ExploreBothWays([] {
                Mutex mutex("mutex");
                WorkQueue queue("queue");
                queue.Queue([&] { const MutexLock lock(mutex); });
                mutex.Lock();
                AwaitQuiescence();
                mutex.Unlock();
              })),
              HasSubstr("; queue waits for mutex (lock at "));
}

// Its destructor waits until all is quiet, and so for who waits for it.
TEST(DeadlockTest, AQueueOfATaskThatIsJoined) {
  EXPECT_THAT(OnlyMessage(ExploreBothWays([] {
                Spawn("owner", [] { WorkQueue queue("queue"); });
                JoinAll();
              })),
              HasSubstr("main joins its child owner; owner waits until all is "
                        "quiet, and so also for main"));
}

TEST(DeadlockTest, AnIdleWorkerIsNone) {
  const Exploration exploration =
      ExploreBothWays([] { WorkQueue queue("queue"); });
  EXPECT_EQ(exploration.executions, 1);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(DeadlockTest, AWorkerBlockedInItsWorkIsOne) {
  const Exploration exploration = ExploreBothWays([] {
    Completion never("never");
    WorkQueue queue("queue");
    queue.Queue([&] { never.Wait(); });
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              HasSubstr("queue is blocked in wait-for of never"));
}

// Deadlocks of different tasks or objects are told apart.
TEST(DeadlockTest, IsReportedOncePerSetOfBlockedOperations) {
  const Exploration exploration = ExploreBothWays([] {
    Mutex mutex("mutex");
    for (int i = 0; i < 3; ++i) Spawn(Name("t", i), [&] { mutex.Lock(); });
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 3);
  EXPECT_THAT(Kinds(exploration),
              ElementsAre("deadlock", "deadlock", "deadlock"));
}

}  // namespace
}  // namespace checker
