#include "tests/checker/explore/known_programs.h"

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

// N x (r x; w x): every increment can be lost.
void Inc(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i) {
    tasks.Add(Name("t", i), [&] { x.Store(x.Load(kRelaxed) + 1, kRelaxed); });
  }
  tasks.Run(order);
}

// N x (u x): nothing is lost.
void AtomicInc(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i)
    tasks.Add(Name("t", i), [&] { x.FetchAdd(1, kRelaxed); });
  tasks.Run(order);
}

// N x (u x; u y).
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

// w x ‖ N x (r x).
void Readers(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  tasks.Add("writer", [&] { x.Store(1, kRelaxed); });
  for (int i = 0; i < n; ++i)
    tasks.Add(Name("reader", i), [&] { x.Load(kRelaxed); });
  tasks.Run(order);
}

// N x (w x) ‖ r x.
void WritersAReader(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 0; i < n; ++i)
    tasks.Add(Name("writer", i), [&, i] { x.Store(i + 1, kRelaxed); });
  tasks.Add("reader", [&] { x.Load(kRelaxed); });
  tasks.Run(order);
}

// 2 x (N x w x; r x).
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

// (N x w x) ‖ (N x w x) ‖ (r x; r x).
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

void CompareExchange(Atomic<int>& x, int expected, int desired) {
  x.CompareExchange(expected, desired, kRelaxed);
}

// N x cas(x, 0 -> i).
void Cas(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 1; i <= n; ++i)
    tasks.Add(Name("t", i), [&, i] { CompareExchange(x, 0, i); });
  tasks.Run(order);
}

// Task i: cas(x, i-1 -> i).
void CasRotation(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  for (int i = 1; i <= n; ++i)
    tasks.Add(Name("t", i), [&, i] { CompareExchange(x, i - 1, i); });
  tasks.Run(order);
}

// w x=2 ‖ N x cas(x, 2 -> 3).
void WriteCas(int n, TaskOrder order) {
  Atomic<int> x("x", 0);
  Tasks tasks;
  tasks.Add("writer", [&] { x.Store(2, kRelaxed); });
  for (int i = 0; i < n; ++i)
    tasks.Add(Name("t", i), [&] { CompareExchange(x, 2, 3); });
  tasks.Run(order);
}

// N x (cas(x, 0 -> 1); w x=i+3).
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

// A reader scans a[n] … a[0] until it meets a zero; writer j: a[j] = a[j-1]+1.
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

// Two tasks, each two accesses of two variables: the classical litmus tests.
enum class Access { kWriteX, kWriteY, kReadX, kReadY };

void Perform(Access access, Atomic<int>& x, Atomic<int>& y) {
  switch (access) {
    case Access::kWriteX:
      x.Store(1, kRelaxed);
      return;
    case Access::kWriteY:
      y.Store(1, kRelaxed);
      return;
    case Access::kReadX:
      x.Load(kRelaxed);
      return;
    case Access::kReadY:
      y.Load(kRelaxed);
      return;
  }
}

void Litmus(const std::vector<std::vector<Access>>& programs, TaskOrder order) {
  Atomic<int> x("x", 0);
  Atomic<int> y("y", 0);
  Tasks tasks;
  for (size_t i = 0; i < programs.size(); ++i) {
    tasks.Add(Name("t", static_cast<int>(i)), [&, i] {
      for (const Access access : programs[i]) Perform(access, x, y);
    });
  }
  tasks.Run(order);
}

// N x (lock; x++; unlock).
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

// N x (lock), and nobody unlocks: all but the first wait for ever.
void LockForever(int n, TaskOrder order) {
  Mutex mutex("mutex");
  Tasks tasks;
  for (int i = 0; i < n; ++i) tasks.Add(Name("t", i), [&] { mutex.Lock(); });
  tasks.Run(order);
}

// 2 x (N x (w x; r x)).
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

// The example of "Optimal dynamic partial order reduction", POPL 2014.
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

// Each task inserts four numbers into one hash table, slot after slot until one
// is free. Flanagan and Godefroid, "Dynamic partial-order reduction", POPL
// 2005.
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

// Each task gives a block to an inode that has none. From the same paper.
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

uint64_t Factorial(int n) {
  uint64_t product = 1;
  for (int i = 2; i <= n; ++i) product *= i;
  return product;
}

class Catalogue {
 public:
  using Sized = void (*)(int n, TaskOrder order);

  void Add(const char* name, int n, Sized body,
           std::optional<uint64_t> interleavings,
           std::optional<uint64_t> traces) {
    programs_.push_back({.name = absl::StrCat(name, "_", n),
                         .body = [=](TaskOrder order) { body(n, order); },
                         .interleavings = interleavings,
                         .traces = traces});
  }

  void AddLitmus(const char* name, std::vector<std::vector<Access>> tasks,
                 uint64_t interleavings, uint64_t traces) {
    programs_.push_back({.name = name,
                         .body = [tasks = std::move(tasks)](
                                     TaskOrder order) { Litmus(tasks, order); },
                         .interleavings = interleavings,
                         .traces = traces});
  }

  // `traces` is known for the workload without the handshake's operations.
  void AddGuardedWrite(const char* name, const GuardedWrite& write,
                       uint64_t interleavings, std::optional<uint64_t> traces) {
    programs_.push_back({.name = absl::StrCat(name, "_", write.users),
                         .body = [write](TaskOrder order) { write.Run(order); },
                         .interleavings = interleavings,
                         .traces = traces});
  }

  std::vector<KnownProgram>& programs() { return programs_; }

 private:
  std::vector<KnownProgram> programs_;
};

std::vector<KnownProgram> MakePrograms() {
  Catalogue all;
  all.Add("inc", 2, Inc, 6, 4);
  all.Add("inc", 3, Inc, 90, 36);
  all.Add("inc", 4, Inc, 2520, 576);
  all.Add("inc", 5, Inc, std::nullopt, 14400);
  all.Add("inc", 6, Inc, std::nullopt, 518400);
  for (int n = 2; n <= 6; ++n)
    all.Add("ainc", n, AtomicInc, Factorial(n), Factorial(n));
  all.Add("binc", 2, AtomicIncTwo, 6, 4);
  all.Add("binc", 3, AtomicIncTwo, 90, 36);
  for (const int n : {1, 2, 3, 4, 8})
    all.Add("readers", n, Readers, Factorial(n + 1), uint64_t{1} << n);
  for (int n = 1; n <= 4; ++n) {
    all.Add("n_writers_a_reader", n, WritersAReader, Factorial(n + 1),
            Factorial(n + 1));
  }
  all.Add("n_writes_a_read_two_tasks", 1, WritesAReadTwoTasks, 6, 4);
  all.Add("n_writes_a_read_two_tasks", 2, WritesAReadTwoTasks, 20, 14);
  all.Add("n_writes_a_read_two_tasks", 3, WritesAReadTwoTasks, 70, 50);
  all.Add("n_writes_a_read_two_tasks", 4, WritesAReadTwoTasks, 252, 182);
  all.Add("redundant_co", 1, RedundantCo, 12, 12);
  all.Add("redundant_co", 2, RedundantCo, 90, 90);
  for (int n = 2; n <= 5; ++n) all.Add("cas", n, Cas, Factorial(n), n);
  all.Add("casrot", 2, CasRotation, 2, 2);
  all.Add("casrot", 3, CasRotation, 6, 5);
  all.Add("casrot", 4, CasRotation, 24, 14);
  all.Add("casrot", 5, CasRotation, 120, 43);
  all.Add("wcas", 2, WriteCas, 6, 5);
  all.Add("wcas", 3, WriteCas, 24, 13);
  all.Add("casw", 2, CasWrite, 6, 6);
  all.Add("casw", 3, CasWrite, 90, 66);
  all.Add("lastzero", 1, LastZero, std::nullopt, 2);
  all.Add("lastzero", 2, LastZero, std::nullopt, 5);
  all.Add("lastzero", 3, LastZero, 920, 12);
  all.Add("lastzero", 4, LastZero, std::nullopt, 28);
  all.Add("lastzero", 5, LastZero, std::nullopt, 64);
  all.Add("lastzero", 10, LastZero, std::nullopt, 3328);

  all.Add("race_parametric", 2, RaceParametric, 70, 34);
  all.Add("race_parametric", 3, RaceParametric, 924, 328);
  all.Add("popl", 4, PoplExample, std::nullopt, 5);
  for (const auto& [n, traces] : {std::pair(2, 1), {11, 1}, {12, 8}, {13, 64}})
    all.Add("indexer", n, Indexer, std::nullopt, traces);
  for (const auto& [n, traces] : {std::pair(13, 1), {14, 2}, {16, 8}, {18, 32}})
    all.Add("filesystem", n, Filesystem, std::nullopt, traces);

  using enum Access;
  all.AddLitmus("store_buffering", {{kWriteX, kReadY}, {kWriteY, kReadX}}, 6,
                3);
  all.AddLitmus("message_passing", {{kWriteX, kWriteY}, {kReadY, kReadX}}, 6,
                3);
  all.AddLitmus("load_buffering", {{kReadX, kWriteY}, {kReadY, kWriteX}}, 6, 3);
  all.AddLitmus("two_plus_two_writes", {{kWriteX, kWriteY}, {kWriteY, kWriteX}},
                6, 3);
  all.AddLitmus("iriw",
                {{kWriteX}, {kWriteY}, {kReadX, kReadY}, {kReadY, kReadX}}, 180,
                15);

  // Published are the N! traces. There are as many interleavings, since while
  // one task holds the lock no other is enabled.
  for (int n = 2; n <= 4; ++n)
    all.Add("lockinc", n, LockedInc, Factorial(n), Factorial(n));
  for (int n = 2; n <= 3; ++n) {
    all.Add("mutex_deadlock", n, LockForever, n, n);
    all.programs().back().deadlocks = true;
  }

  // Without the handshake's three operations, and with them.
  all.AddGuardedWrite("w2_zero_copy",
                      {.bounce = false, .users = 1, .handshake = false}, 25, 4);
  all.AddGuardedWrite("w2_zero_copy",
                      {.bounce = false, .users = 3, .handshake = false}, 17550,
                      64);
  all.AddGuardedWrite("w2_bounce",
                      {.bounce = true, .users = 1, .handshake = false}, 41, 3);
  all.AddGuardedWrite(
      "w2_bounce", {.bounce = true, .users = 3, .handshake = false}, 74046, 27);
  all.AddGuardedWrite("w2_zero_copy_handshake", {.bounce = false, .users = 1},
                      28, std::nullopt);
  all.AddGuardedWrite("w2_zero_copy_handshake", {.bounce = false, .users = 3},
                      24360, std::nullopt);
  all.AddGuardedWrite("w2_bounce_handshake", {.bounce = true, .users = 1}, 44,
                      std::nullopt);
  all.AddGuardedWrite("w2_bounce_handshake", {.bounce = true, .users = 3},
                      91080, std::nullopt);
  return std::move(all.programs());
}

}  // namespace

const std::vector<KnownProgram>& KnownPrograms() {
  static const auto* const programs =
      new std::vector<KnownProgram>(MakePrograms());
  return *programs;
}

void PrintTo(const KnownProgram& program, std::ostream* out) {
  *out << program.name;
}

}  // namespace checker
