// Mutex, SpinLock, MutexLock.

#include "checker/sync/mutex.h"

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

template <typename Lock>
class LockTest : public testing::Test {};

using Locks = testing::Types<Mutex, SpinLock>;
TYPED_TEST_SUITE(LockTest, Locks);

TYPED_TEST(LockTest, ExcludesOtherTasks) {
  const Exploration exploration = ExploreAll([] {
    TypeParam lock("lock");
    Atomic<int> inside("inside", 0);
    for (int i = 0; i < 3; ++i) {
      Spawn(Name("t", i), [&] {
        const MutexLock guard(lock);
        const int before = inside.FetchAdd(1);
        CHECKER_EXPECT(before == 0);
        inside.FetchAdd(-1);
      });
    }
    JoinAll();
    CHECKER_EXPECT(lock.PeekOwner() == kNoTask);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.executions, 6);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TYPED_TEST(LockTest, KnowsItsOwner) {
  const Exploration exploration = ExploreAll([] {
    TypeParam lock("lock");
    const TaskHandle task = Spawn("t", [&] { lock.Lock(); });
    task.Join();
    CHECKER_EXPECT(lock.PeekOwner() == task.id());
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TYPED_TEST(LockTest, TryLockTakesAFreeLockAndLeavesAHeldOne) {
  int taken = 0;
  int refused = 0;
  const Exploration exploration = ExploreAll([&] {
    TypeParam lock("lock");
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        if (lock.TryLock()) {
          ++taken;
          lock.Unlock();
        } else {
          ++refused;
        }
      });
    }
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  // Try-lock and unlock of one task, then of the other, is 2; a refused try
  // between the two of the other task is 2 more.
  EXPECT_EQ(exploration.executions, 4);
  EXPECT_EQ(taken, 6);
  EXPECT_EQ(refused, 2);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TYPED_TEST(LockTest, UnlockOfAFreeLockIsMisuse) {
  const Exploration exploration = ExploreBothWays([] {
    TypeParam lock("lock");
    lock.Unlock();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("lock_misuse"));
  EXPECT_EQ(exploration.violations[0].violation.object, "lock");
}

TYPED_TEST(LockTest, UnlockOfALockOfAnotherTaskIsMisuse) {
  const Exploration exploration = ExploreBothWays([] {
    TypeParam lock("lock");
    lock.Lock();
    Spawn("thief", [&] { lock.Unlock(); }).Join();
    CHECKER_EXPECT(lock.PeekOwner() != kNoTask);
    lock.Unlock();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("lock_misuse"));
}

TYPED_TEST(LockTest, UnlockingTwiceIsMisuse) {
  const Exploration exploration = ExploreBothWays([] {
    TypeParam lock("lock");
    const MutexLock guard(lock);
    lock.Unlock();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("lock_misuse"))
      << "the guard's destructor unlocks again, without throwing";
}

// Misuse in a destructor cannot end the task there, so it ends at its next
// operation, and nothing that it does in between has an effect.
TYPED_TEST(LockTest, MisuseEndsTheTask) {
  bool went_on = false;
  int stored = -1;
  const Exploration exploration = ExploreAll([&] {
    TypeParam lock("lock");
    Atomic<int> x("x", 0);
    Spawn("t", [&] {
      lock.Unlock();
      x.Store(1);
      went_on = true;
    }).Join();
    stored = x.Peek();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("lock_misuse"));
  EXPECT_FALSE(went_on);
  EXPECT_EQ(stored, 0);
}

}  // namespace
}  // namespace checker
