#include "tests/checker/explore/buggy_programs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"

namespace checker {
namespace {

// Plain variables of the originals are relaxed atomics here: the data race
// would be found in any schedule, and the bug would not be looked for.
class Variable {
 public:
  explicit Variable(const Name& name, int value = 0) : cell_(name, value) {}

  int Get() const { return cell_.Load(std::memory_order_relaxed); }
  void Set(int value) { cell_.Store(value, std::memory_order_relaxed); }
  // Two steps, as x += delta is.
  void Add(int delta) { Set(Get() + delta); }

 private:
  Atomic<int> cell_;
};

// Setters make a = 1 and then b = -1, and checkers expect both or neither. One
// must read a after the first setter's first step and b before any setter's
// second.
void Reorder(int setters, int checkers) {
  Variable a("a");
  Variable b("b");
  for (int i = 0; i < setters; ++i) {
    Spawn(Name("setter", i), [&] {
      a.Set(1);
      b.Set(-1);
    });
  }
  for (int i = 0; i < checkers; ++i) {
    Spawn(Name("checker", i), [&] {
      const bool both_or_neither =
          (a.Get() == 0 && b.Get() == 0) || (a.Get() == 1 && b.Get() == -1);
      CHECKER_EXPECT(both_or_neither);
    });
  }
  JoinAll();
}

// Two variables with a lock each, set in two stages; readers come between.
void TwoStage(int writers, int readers) {
  Mutex first_lock("first_lock");
  Mutex second_lock("second_lock");
  Variable first("first");
  Variable second("second");
  for (int i = 0; i < writers; ++i) {
    Spawn(Name("writer", i), [&] {
      {
        const MutexLock lock(first_lock);
        first.Set(1);
      }
      const MutexLock lock(second_lock);
      second.Set(first.Get() + 1);
    });
  }
  for (int i = 0; i < readers; ++i) {
    Spawn(Name("reader", i), [&] {
      int seen_first;
      {
        const MutexLock lock(first_lock);
        seen_first = first.Get();
      }
      if (seen_first == 0) return;
      int seen_second;
      {
        const MutexLock lock(second_lock);
        seen_second = second.Get();
      }
      CHECKER_EXPECT(seen_second == seen_first + 1);
    });
  }
  JoinAll();
}

// Wrong only once both a deposit and a withdrawal are done.
void Account() {
  constexpr int kBefore = 10;
  constexpr int kDeposit = 3;
  constexpr int kWithdrawal = 2;
  Mutex mutex("mutex");
  Variable balance("balance", kBefore);
  Variable deposited("deposited");
  Variable withdrawn("withdrawn");
  Spawn("deposit", [&] {
    const MutexLock lock(mutex);
    balance.Add(kDeposit);
    deposited.Set(1);
  });
  Spawn("withdraw", [&] {
    const MutexLock lock(mutex);
    balance.Add(-kWithdrawal);
    withdrawn.Set(1);
  });
  Spawn("check", [&] {
    const MutexLock lock(mutex);
    if (deposited.Get() == 0 || withdrawn.Get() == 0) return;
    const bool is_right = balance.Get() == kBefore - kDeposit - kWithdrawal;
    CHECKER_EXPECT(is_right);
  });
  JoinAll();
}

// One task guards the data with one lock, the others with another.
void WrongLock(int others) {
  Mutex right("right");
  Mutex wrong("wrong");
  Variable data("data");
  Spawn("right", [&] {
    const MutexLock lock(right);
    const int before = data.Get();
    data.Add(1);
    const bool alone = data.Get() == before + 1;
    CHECKER_EXPECT(alone);
  });
  for (int i = 0; i < others; ++i) {
    Spawn(Name("wrong", i), [&] {
      const MutexLock lock(wrong);
      data.Add(1);
    });
  }
  JoinAll();
}

// The third of three tasks must not come last.
void Lazy() {
  Mutex mutex("mutex");
  Variable data("data");
  Spawn("one", [&] {
    const MutexLock lock(mutex);
    data.Add(1);
  });
  Spawn("two", [&] {
    const MutexLock lock(mutex);
    data.Add(2);
  });
  Spawn("three", [&] {
    const MutexLock lock(mutex);
    const bool both = data.Get() >= 3;
    CHECKER_EXPECT(!both);
  });
  JoinAll();
}

// Two locks, taken in both orders.
void Deadlock() {
  Mutex a("a");
  Mutex b("b");
  Variable counter("counter");
  Spawn("forward", [&] {
    const MutexLock first(a);
    const MutexLock second(b);
    counter.Add(1);
  });
  Spawn("backward", [&] {
    const MutexLock first(b);
    const MutexLock second(a);
    counter.Add(-1);
  });
  JoinAll();
}

// The second task pops as often as the first pushes, once it has seen that
// something was pushed, but does not look whether anything is left.
void Stack(int size) {
  Mutex mutex("mutex");
  Variable top("top");
  Variable pushed("pushed");
  Spawn("push", [&] {
    for (int i = 0; i < size; ++i) {
      const MutexLock lock(mutex);
      top.Add(1);
      pushed.Set(1);
    }
  });
  Spawn("pop", [&] {
    for (int i = 0; i < size; ++i) {
      const MutexLock lock(mutex);
      if (pushed.Get() == 0) continue;
      const int before = top.Get();
      CHECKER_EXPECT(before != 0);
      top.Set(before - 1);
    }
  });
  JoinAll();
}

// A driver that is stopped after a request looked whether it is being stopped,
// and before the request is counted.
void Bluetooth() {
  Variable stopping("stopping");
  Variable stopped("stopped");
  Atomic<int> pending("pending", 1);
  Variable may_stop("may_stop");
  const auto release = [&] {
    if (pending.FetchAdd(-1) == 1) may_stop.Set(1);
  };
  Spawn("stop", [&] {
    stopping.Set(1);
    release();
    if (may_stop.Get() != 0) stopped.Set(1);
  });
  if (stopping.Get() == 0) {
    pending.FetchAdd(1);
    const bool too_late = stopped.Get() != 0;
    CHECKER_EXPECT(!too_late);
  }
  release();
  JoinAll();
}

// Three tasks pass a value around and a fourth expects that it arrived. Each is
// atomic as a whole, so its variables need no operations.
void TokenRing() {
  Mutex mutex("mutex");
  int x1 = 1;
  int x2 = 2;
  int x3 = 1;
  int passed = 0;
  const auto pass = [&](int& to, const int& from, int added) {
    const MutexLock lock(mutex);
    to = (from + added) % 4;
    ++passed;
  };
  Spawn("one", [&] { pass(x1, x3, 1); });
  Spawn("two", [&] { pass(x2, x1, 0); });
  Spawn("three", [&] { pass(x3, x2, 0); });
  Spawn("check", [&] {
    const MutexLock lock(mutex);
    const bool arrived = x1 == x2 && x2 == x3;
    if (passed == 3) CHECKER_EXPECT(arrived);
  });
  JoinAll();
}

std::vector<BuggyProgram> MakePrograms() {
  std::vector<BuggyProgram> all;
  // The originals' numbers count setters and checkers.
  for (const int n : {3, 4, 5, 10}) {
    all.push_back({.name = absl::StrCat("reorder_", n),
                   .body = [n] { Reorder(n - 1, 1); }});
  }
  all.push_back({"reorder_20", [] { Reorder(10, 10); }});
  all.push_back({"twostage", [] { TwoStage(1, 1); }});
  all.push_back({"twostage_20", [] { TwoStage(10, 10); }});
  all.push_back({"account", Account});
  all.push_back({"wronglock", [] { WrongLock(7); }});
  all.push_back({"wronglock_3", [] { WrongLock(3); }});
  all.push_back({"lazy01", Lazy});
  all.push_back({"deadlock01", Deadlock});
  all.push_back({"stack", [] { Stack(10); }});
  all.push_back({"bluetooth", Bluetooth});
  all.push_back({"token_ring", TokenRing});
  return all;
}

}  // namespace

const std::vector<BuggyProgram>& BuggyPrograms() {
  static const auto* const programs =
      new std::vector<BuggyProgram>(MakePrograms());
  return *programs;
}

void PrintTo(const BuggyProgram& program, std::ostream* out) {
  *out << program.name;
}

}  // namespace checker
