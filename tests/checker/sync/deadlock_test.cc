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

void LockBoth(Mutex& first, Mutex& second) {
  const MutexLock outer(first);
  const MutexLock inner(second);
}

TEST(DeadlockTest, TwoLocksTakenInOppositeOrders) {
  const Exploration exploration = ExploreAll([] {
    Mutex a("lock_a");
    Mutex b("lock_b");
    Spawn("ab", [&] { LockBoth(a, b); });
    Spawn("ba", [&] { LockBoth(b, a); });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              AllOf(HasSubstr("ab is blocked in lock of lock_b"),
                    HasSubstr("ba is blocked in lock of lock_a"),
                    HasSubstr("main joins its children")));
}

TEST(DeadlockTest, TwoLocksTakenInOneOrderAreLegal) {
  const Exploration exploration = ExploreAll([] {
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
  const Exploration exploration = ExploreAll([] {
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
  const Exploration exploration = ExploreAll([] {
    Mutex mutex("mutex");
    mutex.Lock();
    mutex.Lock();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              HasSubstr("main is blocked in lock of mutex"));
}

// Found also when the task that leaves the others stuck has itself finished.
TEST(DeadlockTest, ALockThatAFinishedTaskStillHolds) {
  const Exploration exploration = ExploreAll([] {
    Mutex mutex("mutex");
    Spawn("careless", [&] { mutex.Lock(); }).Join();
    Spawn("patient", [&] { mutex.Lock(); }).Join();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              AllOf(HasSubstr("patient is blocked in lock of mutex"),
                    HasSubstr("main joins patient")));
}

TEST(DeadlockTest, ACompletionThatNobodyCompletes) {
  const Exploration exploration = ExploreAll([] {
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
              HasSubstr("two is blocked in await of done"));
}

TEST(DeadlockTest, TasksThatJoinEachOther) {
  const Exploration exploration = ExploreAll([] {
    TaskHandle other(kNoTask);
    const TaskHandle one = Spawn("one", [&] { other.Join(); });
    other = Spawn("other", [one] { one.Join(); });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration), AllOf(HasSubstr("one joins other"),
                                              HasSubstr("other joins one")));
}

TEST(DeadlockTest, AnIdleWorkerIsNone) {
  const Exploration exploration = ExploreAll([] { WorkQueue queue("queue"); });
  EXPECT_EQ(exploration.executions, 1);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(DeadlockTest, AWorkerBlockedInItsWorkIsOne) {
  const Exploration exploration = ExploreAll([] {
    Completion never("never");
    WorkQueue queue("queue");
    queue.Queue([&] { never.Wait(); });
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_THAT(OnlyMessage(exploration),
              HasSubstr("queue is blocked in await of never"));
}

// Deadlocks of different tasks or objects are told apart.
TEST(DeadlockTest, IsReportedOncePerSetOfBlockedOperations) {
  const Exploration exploration = ExploreAll([] {
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
