// RwLock.

#include "checker/sync/rw_lock.h"

#include <algorithm>

#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/shared.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RwLock, ExclusiveExcludesEverybody) {
  const Exploration exploration = ExploreAll([] {
    RwLock lock("lock");
    Shared<int> value("value", 0);
    Spawn("writer", [&] {
      lock.Lock();
      value.Write(1);
      lock.Unlock();
    });
    for (int i = 0; i < 2; ++i) {
      Spawn(Name("reader", i), [&] {
        lock.LockShared();
        static_cast<void>(value.Read());
        lock.UnlockShared();
      });
    }
    JoinAll();
    CHECKER_EXPECT(lock.PeekOwner() == kNoTask && lock.PeekShared() == 0);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(RwLock, IsShared) {
  uint32_t most = 0;
  ExploreAll([&] {
    RwLock lock("lock");
    for (int i = 0; i < 2; ++i) {
      Spawn(Name("reader", i), [&] {
        lock.LockShared();
        most = std::max(most, lock.PeekShared());
        lock.UnlockShared();
      });
    }
    JoinAll();
  });
  EXPECT_EQ(most, 2);
}

TEST(RwLock, TriesAreRefusedByWhatExcludesThem) {
  const Exploration exploration = ExploreAll([] {
    RwLock lock("lock");
    lock.LockShared();
    CHECKER_EXPECT(lock.TryLockShared());
    CHECKER_EXPECT(!lock.TryLock());
    lock.UnlockShared();
    lock.UnlockShared();
    CHECKER_EXPECT(lock.TryLock());
    CHECKER_EXPECT(!lock.TryLockShared());
    lock.Demote();
    CHECKER_EXPECT(lock.TryLockShared());
    CHECKER_EXPECT(lock.PeekShared() == 2);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(RwLock, UnlockInTheWrongModeIsAViolation) {
  EXPECT_THAT(Kinds(ExploreAll([] {
                RwLock lock("lock");
                lock.LockShared();
                lock.Unlock();
              })),
              ElementsAre("lock_misuse"));
  EXPECT_THAT(Kinds(ExploreAll([] {
                RwLock lock("lock");
                lock.Lock();
                lock.UnlockShared();
              })),
              ElementsAre("lock_misuse"));
}

TEST(RwLock, TwoWhoWaitForEachOtherAreADeadlock) {
  const Exploration exploration = ExploreAll([] {
    RwLock a("a");
    RwLock b("b");
    Spawn("one", [&] {
      a.Lock();
      b.Lock();
      b.Unlock();
      a.Unlock();
    });
    Spawn("two", [&] {
      b.Lock();
      a.LockShared();
      a.UnlockShared();
      b.Unlock();
    });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
}

}  // namespace
}  // namespace checker
