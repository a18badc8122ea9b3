// What orders plain accesses, and what only seems to: tasks, locks, waiting and
// hand-over. memory_order_test.cc has atomics.

#include <atomic>

#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/refcount.h"
#include "checker/sync/shared.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(HappensBeforeTest, SpawningSynchronises) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                data.Write(1);
                Spawn("child", [&] { data.Write(2); });
                JoinAll();
              }),
              IsEmpty());
}

TEST(HappensBeforeTest, WhatTheParentDoesAfterSpawningIsNotOrdered) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                Spawn("child", [&] { data.Read(); });
                data.Write(1);
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(HappensBeforeTest, JoiningSynchronises) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                Spawn("child", [&] { data.Write(1); });
                JoinAll();
                data.Write(2);
              }),
              IsEmpty());
}

TEST(HappensBeforeTest, JoiningOneTaskDoesNotOrderTheOther) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                const TaskHandle joined = Spawn("joined", [] {});
                Spawn("other", [&] { data.Write(1); });
                joined.Join();
                data.Write(2);
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(HappensBeforeTest, ALockHeldByBothSynchronises) {
  EXPECT_THAT(AllKinds([] {
                Mutex mutex("mutex");
                Shared<int> data("data", 0);
                for (const char* name : {"a", "b"}) {
                  Spawn(name, [&] {
                    const MutexLock lock(mutex);
                    data.Write(data.Read() + 1);
                  });
                }
                JoinAll();
              }),
              IsEmpty());
}

TEST(HappensBeforeTest, ALockHeldByOneDoesNot) {
  EXPECT_THAT(AllKinds([] {
                Mutex mutex("mutex");
                Shared<int> data("data", 0);
                Spawn("careful", [&] {
                  const MutexLock lock(mutex);
                  data.Write(1);
                });
                Spawn("careless", [&] { data.Read(); });
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(HappensBeforeTest, TwoDifferentLocksDoNot) {
  EXPECT_THAT(AllKinds([] {
                Mutex a("lock_a");
                Mutex b("lock_b");
                Shared<int> data("data", 0);
                Spawn("a", [&] {
                  const MutexLock lock(a);
                  data.Write(1);
                });
                Spawn("b", [&] {
                  const MutexLock lock(b);
                  data.Write(2);
                });
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(HappensBeforeTest, ASuccessfulTryLockSynchronises) {
  EXPECT_THAT(AllKinds([] {
                Mutex mutex("mutex");
                Shared<int> data("data", 0);
                for (const char* name : {"a", "b"}) {
                  Spawn(name, [&] {
                    if (!mutex.TryLock()) return;
                    data.Write(1);
                    mutex.Unlock();
                  });
                }
                JoinAll();
              }),
              IsEmpty());
}

// The flags are relaxed, so only the completion can order the plain accesses.
TEST(HappensBeforeTest, ACompletionSynchronisesWhoWaitsForIt) {
  const auto with = [](bool wait) {
    return AllKinds([wait] {
      Completion done("done");
      Atomic<int> flag("flag", 0);
      Shared<int> data("data", 0);
      Spawn("waiter", [&, wait] {
        if (wait) done.Wait();
        flag.Await([](int value) { return value == 1; },
                   std::memory_order_relaxed);
        data.Read();
      });
      data.Write(1);
      done.Complete();
      flag.Store(1, std::memory_order_relaxed);
      JoinAll();
    });
  };
  EXPECT_THAT(with(true), IsEmpty());
  EXPECT_THAT(with(false), ElementsAre("data_race"));
}

TEST(HappensBeforeTest, AWorkQueueHandsOver) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                WorkQueue queue("queue");
                data.Write(1);
                queue.Queue([&] { data.Write(2); });
              }),
              IsEmpty());
}

TEST(HappensBeforeTest, WhatIsDoneAfterQueueingRacesWithTheWork) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                WorkQueue queue("queue");
                queue.Queue([&] { data.Read(); });
                data.Write(1);
              }),
              testing::Each("data_race"));
}

TEST(HappensBeforeTest, TwoItemsOfOneQueueDoNotRace) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                WorkQueue queue("queue");
                for (const char* name : {"a", "b"}) {
                  Spawn(name, [&] { queue.Queue([&data] { data.Write(1); }); });
                }
                JoinAll();
              }),
              IsEmpty())
      << "one worker runs both";
}

TEST(HappensBeforeTest, QuiescenceSynchronises) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                WorkQueue queue("queue");
                queue.Queue([&] { data.Write(1); });
                AwaitQuiescence();
                data.Write(2);
              }),
              IsEmpty());
}

// Whoever drops the last reference comes after all who dropped theirs.
TEST(HappensBeforeTest, TheLastPutSynchronises) {
  const auto with = [](bool only_last) {
    return AllKinds([only_last] {
      Refcount refs("refs", 2);
      Shared<int> data("data", 0);
      for (const char* name : {"a", "b"}) {
        Spawn(name, [&, only_last] {
          data.Read();
          const bool last = refs.Put();
          if (last || !only_last) data.Write(1);
        });
      }
      JoinAll();
    });
  };
  EXPECT_THAT(with(true), IsEmpty());
  EXPECT_THAT(with(false), testing::Each("data_race"));
}

}  // namespace
}  // namespace checker
