// Small tested bodies with known bugs.

#ifndef DIORACE_TESTS_CHECKER_SCHEDULE_BODIES_H_
#define DIORACE_TESTS_CHECKER_SCHEDULE_BODIES_H_

#include "checker/checker.h"

namespace checker {

// Two tasks add 1 with a load and a store. One addition is lost if one task
// runs between the other's two steps: one preemption, four steps. `noise` more
// operations on a counter of its own before and after hide it.
inline void LostUpdate(int noise) {
  Atomic<int> x("x", 0);
  for (const char* name : {"a", "b"}) {
    Spawn(name, [&x, noise] {
      Atomic<int> own("own", 0);
      for (int i = 0; i < noise; ++i) own.FetchAdd(1);
      x.Store(x.Load() + 1);
      for (int i = 0; i < noise; ++i) own.FetchAdd(1);
    });
  }
  JoinAll();
  CHECKER_EXPECT(x.Peek() == 2);
}

// Two tasks take two locks in opposite order.
inline void AbBa() {
  Mutex a("a");
  Mutex b("b");
  Spawn("forwards", [&] {
    MutexLock first(a);
    MutexLock second(b);
  });
  Spawn("backwards", [&] {
    MutexLock first(b);
    MutexLock second(a);
  });
  JoinAll();
}

// Fails only if the choice is 2 and "late" runs first.
inline void ChoiceAndOrder() {
  Atomic<int> chosen("chosen", 0);
  Atomic<bool> late("late_ran", false);
  Spawn("chooser", [&] {
    chosen.Store(Choose(3, "flavour"));
    CHECKER_EXPECT(!(chosen.Load() == 2 && late.Load()));
  });
  Spawn("late", [&] { late.Store(true); });
  JoinAll();
}

// How CheckThenUse was changed after a schedule of it was recorded.
enum class Edit {
  kNone,
  kInserted,    // the reader does more before
  kRemoved,     // the reader does less before
  kRenamed,     // what it does before, it does to another object
  kRenumbered,  // another "closer" comes first
  kTwoChecks,   // the reader checks twice
  kFixed,
};

// "reader" uses what it has checked, and "closer" may come in between.
inline void CheckThenUse(Edit edit) {
  Atomic<int> count(edit == Edit::kRenamed ? "counter" : "count", 0);
  Atomic<bool> open("open", true);
  Spawn("reader", [&] {
    if (edit != Edit::kRemoved) count.FetchAdd(1);
    if (edit == Edit::kInserted) count.Store(count.Load() + 1);
    if (edit == Edit::kTwoChecks && !open.Load()) return;
    const bool checked = open.Load();
    const bool used = edit == Edit::kFixed ? checked : open.Load();
    CHECKER_EXPECT(used || !checked);
  });
  if (edit == Edit::kRenumbered) Spawn("closer", [&] { count.FetchAdd(1); });
  Spawn("closer", [&] {
    count.FetchAdd(1);
    open.Store(false);
  });
  JoinAll();
}

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_SCHEDULE_BODIES_H_
