// WaitQueue and Completion: waking. Losing a wake-up is in lost_wakeup_test.cc.

#include "checker/sync/wait_queue.h"

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
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kRelaxed = std::memory_order_relaxed;

TEST(WaitQueueTest, WaitUntilSeesItsCondition) {
  const Exploration exploration = ExploreAll([] {
    WaitQueue queue("waiters");
    Atomic<int> count("count", 0);
    Spawn("waiter", [&] {
      queue.WaitUntil([&] { return count.Load() == 2; });
      CHECKER_EXPECT(count.Peek() == 2);
    });
    Spawn("waker", [&] {
      for (int i = 0; i < 2; ++i) {
        count.FetchAdd(1);
        queue.WakeAll();
      }
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

void TwoSleepers(void (*wake)(WaitQueue& queue)) {
  WaitQueue queue("waiters");
  Atomic<int> prepared("prepared", 0);
  for (const char* name : {"a", "b"}) {
    Spawn(name, [&] {
      queue.PrepareToWait();
      prepared.FetchAdd(1);
      queue.Sleep();
      queue.FinishWait();
    });
  }
  prepared.Await([](int n) { return n == 2; });
  wake(queue);
  JoinAll();
}

TEST(WaitQueueTest, WakeAllWakesEveryoneWhoHasPrepared) {
  const Exploration exploration = ExploreAll(
      [] { TwoSleepers([](WaitQueue& queue) { queue.WakeAll(); }); });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(WaitQueueTest, WakeOneWakesOne) {
  const Exploration exploration = ExploreAll(
      [] { TwoSleepers([](WaitQueue& queue) { queue.WakeOne(); }); });
  // Whoever prepared first was woken; the other one sleeps for ever, and no
  // wake-up was lost.
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock", "deadlock"));
}

// Two wake-ups never go to the same sleeper.
TEST(WaitQueueTest, WakeOneSkipsThoseWhoAreWokenAlready) {
  const Exploration exploration = ExploreAll([] {
    TwoSleepers([](WaitQueue& queue) {
      queue.WakeOne();
      queue.WakeOne();
    });
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// The flag is relaxed, so only the wake-up can order the plain accesses.
TEST(WaitQueueTest, BeingWokenSynchronises) {
  const Exploration exploration = ExploreAll([] {
    WaitQueue queue("waiters");
    Shared<int> data("data", 0);
    Atomic<int> prepared("prepared", 0);
    Spawn("waiter", [&] {
      queue.PrepareToWait();
      prepared.Store(1, kRelaxed);
      queue.Sleep();
      data.Read();
    });
    prepared.Await([](int value) { return value == 1; }, kRelaxed);
    data.Write(1);
    queue.WakeAll();
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(CompletionTest, LetsOneWaiterThroughForEachComplete) {
  const Exploration exploration = ExploreAll([] {
    Completion done("done");
    for (const char* name : {"a", "b"}) Spawn(name, [&] { done.Wait(); });
    done.Complete();
    done.Complete();
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(CompletionTest, CompleteAllLetsEveryoneThroughForEver) {
  const Exploration exploration = ExploreAll([] {
    Completion done("done");
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        done.Wait();
        done.Wait();
      });
    }
    done.CompleteAll();
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(CompletionTest, CompletingSynchronises) {
  const Exploration exploration = ExploreAll([] {
    Completion done("done");
    Shared<int> data("data", 0);
    Spawn("waiter", [&] {
      done.Wait();
      data.Read();
    });
    data.Write(1);
    done.Complete();
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

}  // namespace
}  // namespace checker
