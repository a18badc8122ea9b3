// Sleeping in atomic context: what may block must not run in an interrupt or
// under a spin lock, even if it would not block this time.

#include <functional>

#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a task of context `kind` is found to do wrong when it runs `body`.
Exploration In(ContextKind kind, const std::function<void()>& body) {
  return ExploreBothWays([kind, &body] { Spawn("t", kind, body).Join(); });
}

void LockMutex() {
  Mutex mutex("mutex");
  const MutexLock lock(mutex);
}

TEST(AtomicContextTest, AnInterruptMustNotLockAMutex) {
  const Exploration exploration = In(ContextKind::kIrq, LockMutex);
  EXPECT_THAT(Kinds(exploration), ElementsAre("sleep_in_atomic"));
  EXPECT_EQ(OnlyMessage(exploration),
            "sleeping in atomic context: lock of t/mutex may sleep, but t runs "
            "in interrupt context");
}

TEST(AtomicContextTest, OtherContextsMay) {
  for (const ContextKind kind : {ContextKind::kTask, ContextKind::kWorker,
                                 ContextKind::kDevice, ContextKind::kUser}) {
    EXPECT_THAT(Kinds(In(kind, LockMutex)), IsEmpty()) << ContextKindName(kind);
  }
}

// Code that may sleep, though no operation of it does.
TEST(AtomicContextTest, AnInterruptMustNotSayThatItMaySleep) {
  EXPECT_THAT(Kinds(In(ContextKind::kIrq, [] { MightSleep(); })),
              ElementsAre("sleep_in_atomic"));
  EXPECT_THAT(Kinds(In(ContextKind::kWorker, [] { MightSleep(); })), IsEmpty());
}

TEST(AtomicContextTest, NorMustAHolderOfASpinLock) {
  EXPECT_THAT(Kinds(In(ContextKind::kTask,
                       [] {
                         SpinLock spin("spin");
                         const MutexLock lock(spin);
                         MightSleep();
                       })),
              ElementsAre("sleep_in_atomic"));
}

TEST(AtomicContextTest, AnInterruptMayTryLockAndSpin) {
  EXPECT_THAT(Kinds(In(ContextKind::kIrq,
                       [] {
                         Mutex mutex("mutex");
                         SpinLock spin("spin");
                         const MutexLock lock(spin);
                         if (mutex.TryLock()) mutex.Unlock();
                       })),
              IsEmpty());
}

TEST(AtomicContextTest, AHolderOfASpinLockMustNotSleep) {
  const Exploration exploration = In(ContextKind::kTask, [] {
    Mutex mutex("mutex");
    SpinLock spin("spin");
    const MutexLock outer(spin);
    const MutexLock inner(mutex);
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("sleep_in_atomic"));
  EXPECT_THAT(OnlyMessage(exploration), HasSubstr("t holds a spin lock"));
}

TEST(AtomicContextTest, AHolderOfASpinLockMayTryAMutexAndTakeAnotherSpinLock) {
  EXPECT_THAT(Kinds(In(ContextKind::kTask,
                       [] {
                         Mutex mutex("mutex");
                         SpinLock outer("outer");
                         SpinLock inner("inner");
                         const MutexLock holds_outer(outer);
                         const MutexLock holds_inner(inner);
                         if (mutex.TryLock()) mutex.Unlock();
                       })),
              IsEmpty());
}

TEST(AtomicContextTest, ASpinLockTakenByTryLockCountsToo) {
  EXPECT_THAT(Kinds(In(ContextKind::kTask,
                       [] {
                         Mutex mutex("mutex");
                         SpinLock spin("spin");
                         if (spin.TryLock()) mutex.Lock();
                       })),
              ElementsAre("sleep_in_atomic"));
}

// Two are held: releasing one is not enough.
TEST(AtomicContextTest, SpinLocksNest) {
  EXPECT_THAT(Kinds(In(ContextKind::kTask,
                       [] {
                         Mutex mutex("mutex");
                         SpinLock a("a");
                         SpinLock b("b");
                         a.Lock();
                         b.Lock();
                         b.Unlock();
                         mutex.Lock();
                       })),
              ElementsAre("sleep_in_atomic"));
}

TEST(AtomicContextTest, AfterUnlockingASpinLockOneMaySleep) {
  EXPECT_THAT(Kinds(In(ContextKind::kTask,
                       [] {
                         SpinLock spin("spin");
                         {
                           // Released at once.
                           const MutexLock lock(spin);
                         }
                         LockMutex();
                       })),
              IsEmpty());
}

TEST(AtomicContextTest, WaitingSleeps) {
  EXPECT_THAT(Kinds(In(ContextKind::kIrq,
                       [] {
                         Completion done("done");
                         done.Complete();
                         done.Wait();
                       })),
              ElementsAre("sleep_in_atomic"));
  EXPECT_THAT(Kinds(In(ContextKind::kIrq,
                       [] {
                         WaitQueue queue("queue");
                         queue.PrepareToWait();
                         queue.WakeAll();
                         queue.Sleep();
                       })),
              ElementsAre("sleep_in_atomic"));
}

TEST(AtomicContextTest, WakingAndCompletingDoNot) {
  EXPECT_THAT(Kinds(In(ContextKind::kIrq,
                       [] {
                         Completion done("done");
                         WaitQueue queue("queue");
                         done.Complete();
                         queue.WakeAll();
                       })),
              IsEmpty());
}

// A queue's kind says what its work may do.
TEST(AtomicContextTest, WorkOfAnInterruptLineIsAtomic) {
  const auto queue_of = [](ContextKind kind) {
    return Kinds(ExploreBothWays([kind] {
      WorkQueue queue("queue", kind);
      queue.Queue(LockMutex);
    }));
  };
  EXPECT_THAT(queue_of(ContextKind::kIrq), ElementsAre("sleep_in_atomic"));
  EXPECT_THAT(queue_of(ContextKind::kWorker), IsEmpty());
}

}  // namespace
}  // namespace checker
