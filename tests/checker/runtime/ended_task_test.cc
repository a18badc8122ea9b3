// What the destructors of a task that was ended do has no effect.

#include <cstdint>

#include "checker/sync/atomic.h"
#include "checker/sync/bytes.h"
#include "checker/sync/expect.h"
#include "checker/sync/heap.h"
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

// Announces operations of every kind when destroyed. The flags and values tell
// whether they had an effect.
struct Everything {
  Mutex mutex{"mutex"};
  SpinLock spin{"spin"};
  Atomic<int> atomic{"atomic", 0};
  Shared<int> shared{"shared", 0};
  Bytes bytes{"bytes", 4};
  Refcount refcount{"refcount", 1};
  WaitQueue waiters{"waiters"};
  Completion completion{"completion"};
  WorkQueue queue{"queue"};
  Shared<int>* heap = Heap::New<Shared<int>>("heap", "heap.value", 0);
  bool touched_by_work = false;

  bool Untouched() const {
    return atomic.Peek() == 0 && shared.Peek() == 0 && bytes.Peek()[0] == 0 &&
           refcount.Peek() == 1 && mutex.PeekOwner() == kNoTask &&
           spin.PeekOwner() == kNoTask && !touched_by_work;
  }
};

class TouchesWhenDestroyed {
 public:
  explicit TouchesWhenDestroyed(Everything& all) : all_(all) {}
  ~TouchesWhenDestroyed() {
    const MutexLock lock(all_.mutex);
    const MutexLock spin(all_.spin);
    all_.atomic.Store(all_.atomic.Load() + 1);
    all_.atomic.FetchAdd(1);
    int expected = all_.atomic.Load();
    while (!all_.atomic.CompareExchange(expected, 1)) continue;
    all_.atomic.Await([](int value) { return value == 77; });
    all_.shared.Write(all_.shared.Read() + 1);
    const uint8_t ones[] = {1, 1};
    uint8_t sampled[2];
    all_.bytes.Fill(0, ones);
    all_.bytes.Sample(0, sampled);
    all_.refcount.Get();
    static_cast<void>(all_.refcount.Put());
    static_cast<void>(all_.refcount.Put());
    static_cast<void>(all_.refcount.Put());
    all_.waiters.PrepareToWait();
    all_.waiters.Sleep();
    all_.waiters.FinishWait();
    all_.waiters.WakeAll();
    all_.completion.Complete();
    all_.completion.Wait();
    all_.queue.Queue([this] { all_.touched_by_work = true; });
    Heap::Delete(all_.heap);
    Heap::New<Shared<int>>("late", "late.value", 0);
    WorkQueue late_queue("late_queue");
    Spawn("late", [this] { all_.touched_by_work = true; }).Join();
    JoinAll();
    AwaitQuiescence();
    CHECKER_EXPECT(Choose(3, "late") == 0);
    CHECKER_EXPECT(false);
  }

 private:
  Everything& all_;
};

// Neither effect nor step nor violation; and none of them throws.
TEST(EndedTaskTest, OperationsInDestructorsDoNothing) {
  bool untouched = false;
  const Exploration exploration = ExploreAll([&] {
    Everything all;
    Spawn("t", [&] {
      const TouchesWhenDestroyed touches(all);
      CHECKER_EXPECT(false && "the only one");
    }).Join();
    untouched = all.Untouched();
    Heap::Delete(all.heap);
  });
  EXPECT_THAT(Oracles(exploration), ElementsAre("false && \"the only one\""));
  EXPECT_TRUE(untouched);
  EXPECT_EQ(exploration.steps, 1) << "the body's own";
}

TEST(EndedTaskTest, OperationsInDestructorsDoNothingAfterADeadlockEither) {
  bool untouched = false;
  const Exploration exploration = ExploreAll([&] {
    Everything all;
    struct Judge {
      ~Judge() { *verdict = all->Untouched(); }
      Everything* all;
      bool* verdict;
    } const judge{&all, &untouched};
    Completion never("never");
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        const TouchesWhenDestroyed touches(all);
        never.Wait();
      });
    }
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_TRUE(untouched);
}

TEST(EndedTaskTest, OperationsInDestructorsDoNothingInARandomWalk) {
  bool untouched = true;
  const Exploration exploration = ExploreRandomly(
      [&] {
        Everything all;
        struct Judge {
          ~Judge() { *verdict &= all->Untouched(); }
          Everything* all;
          bool* verdict;
        } const judge{&all, &untouched};
        Mutex mutex("locked");
        for (int i = 0; i < 3; ++i) {
          Spawn(Name("t", i), [&] {
            const TouchesWhenDestroyed touches(all);
            const MutexLock lock(mutex);
            const MutexLock again(mutex);
          });
        }
        JoinAll();
      },
      /*seed=*/3, /*executions=*/20);
  EXPECT_THAT(Kinds(exploration), testing::Each("deadlock"));
  EXPECT_TRUE(untouched);
}

// The guard's unlock does nothing, so a violation never lets another task in.
TEST(EndedTaskTest, AGuardOfAnEndedTaskDoesNotUnlock) {
  bool entered = false;
  const Exploration exploration = ExploreAll([&] {
    Mutex mutex("mutex");
    Spawn("first", [&] {
      const MutexLock lock(mutex);
      CHECKER_EXPECT(false);
    });
    Spawn("second", [&] {
      Completion prepared("prepared");
      if (mutex.PeekOwner() != kNoTask) {
        mutex.Lock();
        entered = true;
      }
    });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_FALSE(entered);
}

// A task that swallowed the exception leaves its scopes in the ordinary way.
TEST(EndedTaskTest, GuardsLeftAfterSwallowingItDoNothing) {
  const Exploration exploration = ExploreAll([&] {
    Mutex mutex("mutex");
    Completion never("never");
    Spawn("stubborn", [&] {
      const MutexLock lock(mutex);
      try {
        never.Wait();
      } catch (...) {
      }
    });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
}

}  // namespace
}  // namespace checker
