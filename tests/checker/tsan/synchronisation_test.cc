// What TSan is told of synchronisation, in both directions: told too little, it
// would report accesses that are ordered; told too much, it would miss races.
// Each body says itself whether its accesses to a plain variable, which our
// clocks know nothing of, are unordered in the schedule that has just run.

#include <atomic>
#include <cstdint>
#include <ostream>
#include <string>

#include "checker/sync/atomic.h"
#include "checker/sync/heap.h"
#include "checker/sync/mutex.h"
#include "checker/sync/refcount.h"
#include "checker/sync/rw_lock.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/tsan/schedules.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr auto kAcquire = std::memory_order_acquire;
constexpr auto kRelease = std::memory_order_release;

// Sets `races` where the variable is accessed without order; false before.
struct Program {
  const char* name;
  void (*body)(bool& races);
};

void PrintTo(const Program& program, std::ostream* out) {
  *out << program.name;
}

void Siblings(bool& races) {
  Plain<int> x;
  Spawn("writer", [&] { x.Write(); });
  Spawn("reader", [&] { x.Read(); });
  races = true;
  JoinAll();
}

void TwoReaders(bool&) {
  Plain<int> x;
  for (const char* name : {"a", "b"}) Spawn(name, [&] { x.Read(); });
  JoinAll();
}

void ParentAfterSpawning(bool& races) {
  Plain<int> x;
  Spawn("child", [&] { x.Write(); });
  x.Read();
  races = true;
  JoinAll();
}

void SpawnAndJoin(bool&) {
  Plain<int> x;
  x.Write();
  Spawn("child", [&] { x.Write(); }).Join();
  x.Write();
}

void JoiningTheOther(bool& races) {
  Plain<int> x;
  const TaskHandle joined = Spawn("joined", [] {});
  Spawn("other", [&] { x.Write(); });
  joined.Join();
  x.Write();
  races = true;
  JoinAll();
}

void NeighbouringBytes(bool&) {
  struct {
    Plain<char> a, b;
  } pair;
  Spawn("a", [&] { pair.a.Write(); });
  Spawn("b", [&] { pair.b.Write(); });
  JoinAll();
}

void LockOfBoth(bool&) {
  Mutex mutex("mutex");
  Plain<int64_t> x;
  for (const char* name : {"a", "b"}) {
    Spawn(name, [&] {
      const MutexLock lock(mutex);
      x.Write();
    });
  }
  JoinAll();
}

void LockOfOne(bool& races) {
  Mutex mutex("mutex");
  Plain<int64_t> x;
  Spawn("locked", [&] {
    const MutexLock lock(mutex);
    x.Write();
  });
  Spawn("not", [&] { x.Write(); });
  races = true;
  JoinAll();
}

void TwoLocks(bool& races) {
  Mutex one("one"), other("other");
  Plain<int> x;
  const auto write = [&x](Mutex& mutex) {
    const MutexLock lock(mutex);
    x.Write();
  };
  Spawn("a", [&] { write(one); });
  Spawn("b", [&] { write(other); });
  races = true;
  JoinAll();
}

void SharedLock(bool&) {
  RwLock lock("lock");
  Plain<int> x;
  for (const char* name : {"r1", "r2"}) {
    Spawn(name, [&] {
      lock.LockShared();
      x.Read();
      lock.UnlockShared();
    });
  }
  Spawn("writer", [&] {
    lock.Lock();
    x.Write();
    lock.Unlock();
  });
  JoinAll();
}

template <std::memory_order kStore, std::memory_order kLoad>
void MessagePassing(bool& races) {
  Plain<int> x;
  Atomic<int> flag("flag", 0);
  Spawn("writer", [&] {
    x.Write();
    flag.Store(1, kStore);
  });
  Spawn("reader", [&] {
    if (flag.Load(kLoad) == 0) return;
    x.Read();
    races = kStore == kRelaxed || kLoad == kRelaxed;
  });
  JoinAll();
}

// What follows a store of its own does not follow what was released before it.
template <std::memory_order kLater>
void OverwrittenRelease(bool& races) {
  Plain<int> x;
  Atomic<int> flag("flag", 0);
  Spawn("writer", [&] {
    x.Write();
    flag.Store(1, kRelease);
  });
  Spawn("other", [&] { flag.Store(2, kLater); });
  Spawn("reader", [&] {
    const int value = flag.Load(kAcquire);
    if (value == 0) return;
    x.Read();
    races = value == 2;
  });
  JoinAll();
}

// A read-modify-write hands on what was released.
void ReleaseSequence(bool& races) {
  Plain<int> x;
  Atomic<int> flag("flag", 0);
  Spawn("writer", [&] {
    x.Write();
    flag.Store(1, kRelease);
  });
  Spawn("other", [&] { flag.FetchAdd(2, kRelaxed); });
  Spawn("reader", [&] {
    const int value = flag.Load(kAcquire);
    if (value == 0) return;
    x.Read();
    races = value == 2;  // the store came later, or wrote over it
  });
  JoinAll();
}

void LastReference(bool&) {
  Plain<int> x;
  Refcount refs("refs", 2);
  for (const char* name : {"a", "b"}) {
    Spawn(name, [&] {
      x.Read();
      if (refs.Put()) x.Write();
    });
  }
  JoinAll();
}

void LastRelaxedReference(bool& races) {
  Plain<int> x;
  Atomic<int> refs("refs", 2);
  for (const char* name : {"a", "b"}) {
    Spawn(name, [&] {
      x.Read();
      if (refs.FetchAdd(-1, kRelaxed) == 1) x.Write();
    });
  }
  races = true;
  JoinAll();
}

void Sleeping(bool& races) {
  Plain<int> x;
  Atomic<bool> done("done", false);
  WaitQueue queue("queue");
  Spawn("waker", [&] {
    x.Write();
    done.Store(true, kRelaxed);
    queue.WakeAll();
  });
  Spawn("sleeper", [&] {
    queue.PrepareToWait();
    const bool sleeps = !done.Load(kRelaxed);
    if (sleeps) queue.Sleep();
    queue.FinishWait();
    x.Read();
    races = !sleeps;
  });
  JoinAll();
}

void Completing(bool&) {
  Plain<int> x;
  Completion done("done");
  Spawn("waiter", [&] {
    done.Wait();
    x.Write();
  });
  x.Write();
  done.Complete();
  JoinAll();
}

void HandingOver(bool&) {
  Plain<int> x;
  WorkQueue queue("queue");
  x.Write();
  queue.Queue([&] { x.Write(); });
  queue.Queue([&] { x.Write(); });
  AwaitQuiescence();
  x.Write();
}

void AfterHandingOver(bool& races) {
  Plain<int> x;
  WorkQueue queue("queue");
  queue.Queue([&] { x.Write(); });
  x.Write();
  races = true;
}

// Memory of a task's own stack and of the heap is used again and again.
void PrivateMemory(bool&) {
  struct Node {
    explicit Node(int value) : value(value) {}
    volatile int value;
  };
  for (const char* name : {"a", "b"}) {
    Spawn(name, [] {
      for (int i = 0; i < 2; ++i) {
        Node* const node = Heap::New<Node>("node", i);
        node->value = i + 1;
        Heap::Delete(node);
        std::string text(100, 'x');
        text[0] = 'y';
      }
    });
  }
  JoinAll();
}

class SynchronisationTest : public testing::TestWithParam<Program> {};

TEST_P(SynchronisationTest, TsanReportsWhereNothingOrdersAndNowhereElse) {
  bool races = false;
  uint64_t count = 0, racy = 0;
  Schedules schedules;
  schedules.ForEach(
      [&] {
        races = false;
        GetParam().body(races);
      },
      [&](const Schedule& schedule) {
        ++count;
        racy += schedule.racy();
        EXPECT_EQ(schedule.racy(), races) << "schedule " << count;
        EXPECT_THAT(schedule.oracles, testing::Each("thread_sanitizer"));
      });
  EXPECT_GT(count, 0);
  RecordProperty("schedules", std::to_string(count));
  RecordProperty("racy", std::to_string(racy));
}

INSTANTIATE_TEST_SUITE_P(
    All, SynchronisationTest,
    testing::Values(
        Program{"Siblings", &Siblings}, Program{"TwoReaders", &TwoReaders},
        Program{"ParentAfterSpawning", &ParentAfterSpawning},
        Program{"SpawnAndJoin", &SpawnAndJoin},
        Program{"JoiningTheOther", &JoiningTheOther},
        Program{"NeighbouringBytes", &NeighbouringBytes},
        Program{"LockOfBoth", &LockOfBoth}, Program{"LockOfOne", &LockOfOne},
        Program{"TwoLocks", &TwoLocks}, Program{"SharedLock", &SharedLock},
        Program{"ReleaseAcquire", &MessagePassing<kRelease, kAcquire>},
        Program{"RelaxedStore", &MessagePassing<kRelaxed, kAcquire>},
        Program{"RelaxedLoad", &MessagePassing<kRelease, kRelaxed>},
        Program{"OverwrittenByRelaxed", &OverwrittenRelease<kRelaxed>},
        Program{"OverwrittenByRelease", &OverwrittenRelease<kRelease>},
        Program{"ReleaseSequence", &ReleaseSequence},
        Program{"LastReference", &LastReference},
        Program{"LastRelaxedReference", &LastRelaxedReference},
        Program{"Sleeping", &Sleeping}, Program{"Completing", &Completing},
        Program{"HandingOver", &HandingOver},
        Program{"AfterHandingOver", &AfterHandingOver},
        Program{"PrivateMemory", &PrivateMemory}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace checker
