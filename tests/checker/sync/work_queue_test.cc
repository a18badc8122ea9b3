// WorkQueue: one worker, first in, first out, one item at a time.

#include "checker/sync/work_queue.h"

#include <memory>
#include <string>

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

TEST(WorkQueueTest, RunsItemsInOrder) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    WorkQueue queue("queue");
    for (int i = 0; i < 4; ++i) {
      queue.Queue([&x, i] {
        const int before = x.Exchange(i + 1);
        CHECKER_EXPECT(before == i);
      });
    }
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_GT(exploration.executions, 1);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(WorkQueueTest, RunsOneItemAtATime) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> inside("inside", 0);
    WorkQueue queue("queue");
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        queue.Queue([&inside] {
          const int before = inside.FetchAdd(1);
          CHECKER_EXPECT(before == 0);
          inside.FetchAdd(-1);
        });
      });
    }
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(WorkQueueTest, TwoQueuesRunSideBySide) {
  bool met = false;
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> inside("inside", 0);
    WorkQueue a("a");
    WorkQueue b("b");
    for (WorkQueue* queue : {&a, &b}) {
      queue->Queue([&] {
        met |= inside.FetchAdd(1) == 1;
        inside.FetchAdd(-1);
      });
    }
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_TRUE(met);
}

TEST(WorkQueueTest, WorkQueuesWork) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    WorkQueue inner("inner");
    WorkQueue outer("outer");
    outer.Queue([&] { inner.Queue([&] { x.Store(1); }); });
    AwaitQuiescence();
    CHECKER_EXPECT(x.Peek() == 1);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(WorkQueueTest, TheDestructorWaitsForWhatIsQueued) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    {
      WorkQueue queue("queue");
      queue.Queue([&] { x.Store(1); });
    }
    CHECKER_EXPECT(x.Peek() == 1);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(WorkQueueTest, WorkRunsInTheQueuesContext) {
  const Exploration exploration = ExploreAll([] {
    WorkQueue queue("queue", ContextKind::kDevice);
    queue.Queue([] {
      CHECKER_EXPECT(Executor::Current().context() == ContextKind::kDevice);
    });
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// A closure is destroyed once, whether it has run, was ended by a violation, or
// never got its turn because the worker is gone.
TEST(WorkQueueTest, EveryClosureIsDestroyed) {
  const auto held = std::make_shared<std::string>("something on the heap");
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    WorkQueue queue("queue");
    queue.Queue([&x, held] { x.Store(1); });
    queue.Queue([&x, held] {
      x.Store(2);
      CHECKER_EXPECT(false);
    });
    queue.Queue([&x, held] { x.Store(3); });
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_EQ(held.use_count(), 1);

  ExploreRandomly(
      [&] {
        Atomic<int> x("x", 0);
        WorkQueue queue("queue");
        for (int i = 0; i < 3; ++i) queue.Queue([&x, held] { x.Store(1); });
        CHECKER_EXPECT(false);
      },
      /*seed=*/1, /*executions=*/20);
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace checker
