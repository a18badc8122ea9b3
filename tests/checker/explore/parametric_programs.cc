#include "tests/checker/explore/parametric_programs.h"

#include <atomic>
#include <deque>

#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

void CompareExchange(Atomic<int>& x, int expected, int desired) {
  x.CompareExchange(expected, desired, kRelaxed);
}

}  // namespace

void Inc(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i) {
    tasks.Add(Name("t", i), [&] { x.Store(x.Load(kRelaxed) + 1, kRelaxed); });
  }
  tasks.Run(order);
}

void AtomicInc(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i)
    tasks.Add(Name("t", i), [&] { x.FetchAdd(1, kRelaxed); });
  tasks.Run(order);
}

void AtomicIncTwo(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Atomic<int> y("y", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i) {
    tasks.Add(Name("t", i), [&] {
      x.FetchAdd(1, kRelaxed);
      y.FetchAdd(1, kRelaxed);
    });
  }
  tasks.Run(order);
}

void Readers(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  tasks.Add("writer", [&] { x.Store(1, kRelaxed); });
  for (int i = 0; i < n; ++i)
    tasks.Add(Name("reader", i), [&] { x.Load(kRelaxed); });
  tasks.Run(order);
}

void WritersAReader(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i)
    tasks.Add(Name("writer", i), [&, i] { x.Store(i + 1, kRelaxed); });
  tasks.Add("reader", [&] { x.Load(kRelaxed); });
  tasks.Run(order);
}

void WritesAReadTwoTasks(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int t = 0; t < 2; ++t) {
    tasks.Add(Name("t", t), [&x, n] {
      for (int i = 0; i < n; ++i) x.Store(i + 1, kRelaxed);
      x.Load(kRelaxed);
    });
  }
  tasks.Run(order);
}

void RedundantCo(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int t = 0; t < 2; ++t) {
    tasks.Add(Name("writer", t), [&x, n] {
      for (int i = 0; i < n; ++i) x.Store(i + 1, kRelaxed);
    });
  }
  tasks.Add("reader", [&] {
    x.Load(kRelaxed);
    x.Load(kRelaxed);
  });
  tasks.Run(order);
}

void Cas(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 1; i <= n; ++i)
    tasks.Add(Name("t", i), [&, i] { CompareExchange(x, 0, i); });
  tasks.Run(order);
}

void CasRotation(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 1; i <= n; ++i)
    tasks.Add(Name("t", i), [&, i] { CompareExchange(x, i - 1, i); });
  tasks.Run(order);
}

void WriteCas(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  tasks.Add("writer", [&] { x.Store(2, kRelaxed); });
  for (int i = 0; i < n; ++i)
    tasks.Add(Name("t", i), [&] { CompareExchange(x, 2, 3); });
  tasks.Run(order);
}

void CasWrite(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i) {
    tasks.Add(Name("t", i), [&, i] {
      CompareExchange(x, 0, 1);
      x.Store(i + 3, kRelaxed);
    });
  }
  tasks.Run(order);
}

void LastZero(int n, TaskOrder order) {
  std::deque<Atomic<int>> a;
  for (int i = 0; i <= n; ++i) a.emplace_back(Name("a", i), 0);
  Tasks tasks;
  tasks.Add("reader", [&a, n] {
    int i = n;
    while (a[i].Load(kRelaxed) != 0) --i;
  });
  for (int j = 1; j <= n; ++j) {
    tasks.Add(Name("writer", j),
              [&a, j] { a[j].Store(a[j - 1].Load(kRelaxed) + 1, kRelaxed); });
  }
  tasks.Run(order);
}

void LockedInc(int n, TaskOrder order) {
  Mutex mutex("mutex");
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i) {
    tasks.Add(Name("t", i), [&] {
      const MutexLock lock(mutex);
      x.Store(x.Load(kRelaxed) + 1, kRelaxed);
    });
  }
  tasks.Run(order);
}

void LockForever(int n, TaskOrder order) {
  Mutex mutex("mutex");
  Tasks tasks;
  for (int i = 0; i < n; ++i) tasks.Add(Name("t", i), [&] { mutex.Lock(); });
  tasks.Run(order);
}

void RaceParametric(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int t = 0; t < 2; ++t) {
    tasks.Add(Name("t", t), [&x, n, t] {
      for (int i = 0; i < n; ++i) {
        x.Store(t, kRelaxed);
        x.Load(kRelaxed);
      }
    });
  }
  tasks.Run(order);
}

void PoplExample(int, TaskOrder order) {
  Atomic<int> x("x", 0);
  Atomic<int> y("y", 0);
  Atomic<int> z("z", 0);
  Tasks tasks;
  tasks.Add("p", [&] { x.Store(1, kRelaxed); });
  tasks.Add("q", [&] { y.Store(1, kRelaxed); });
  tasks.Add("r", [&] {
    if (y.Load(kRelaxed) == 0) z.Store(1, kRelaxed);
  });
  tasks.Add("s", [&] {
    if (z.Load(kRelaxed) == 1 && y.Load(kRelaxed) == 0) x.Store(2, kRelaxed);
  });
  tasks.Run(order);
}

void Indexer(int n, TaskOrder order) {
  constexpr int kSlots = 128;
  std::deque<Atomic<int>> table;
  for (int i = 0; i < kSlots; ++i) table.emplace_back(Name("slot", i), 0);
  Tasks tasks;
  for (int t = 0; t < n; ++t) {
    tasks.Add(Name("t", t), [&table, t] {
      for (int i = 1; i <= 4; ++i) {
        const int number = i * 11 + t;
        int slot = number * 7 % kSlots;
        for (int empty = 0;
             !table[slot].CompareExchange(empty, number, kRelaxed); empty = 0)
          slot = (slot + 1) % kSlots;
      }
    });
  }
  tasks.Run(order);
}

void Filesystem(int n, TaskOrder order) {
  constexpr int kInodes = 32;
  constexpr int kBlocks = 26;
  std::deque<Mutex> inode_locks;
  std::deque<Mutex> block_locks;
  std::deque<Atomic<int>> inodes;
  std::deque<Atomic<bool>> busy;
  for (int i = 0; i < kInodes; ++i) {
    inode_locks.emplace_back(Name("inode_lock", i));
    inodes.emplace_back(Name("inode", i), 0);
  }
  for (int i = 0; i < kBlocks; ++i) {
    block_locks.emplace_back(Name("block_lock", i));
    busy.emplace_back(Name("busy", i), false);
  }
  Tasks tasks;
  for (int t = 0; t < n; ++t) {
    tasks.Add(Name("t", t), [&, t] {
      const int inode = t % kInodes;
      const MutexLock inode_lock(inode_locks[inode]);
      if (inodes[inode].Load(kRelaxed) != 0) return;
      for (int block = inode * 2 % kBlocks;; block = (block + 1) % kBlocks) {
        const MutexLock block_lock(block_locks[block]);
        if (busy[block].Load(kRelaxed)) continue;
        busy[block].Store(true, kRelaxed);
        inodes[inode].Store(block + 1, kRelaxed);
        return;
      }
    });
  }
  tasks.Run(order);
}

}  // namespace checker
