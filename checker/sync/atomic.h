// A variable for marked accesses: std::atomic, or the kernel's READ_ONCE,
// WRITE_ONCE, xchg, cmpxchg and atomic_t.
//
//   Atomic<int> turn("turn", 0);
//   turn.Store(1);
//   turn.Await([](int value) { return value == 0; });
//
// Exploration is under sequential consistency: every operation takes effect at
// once, for all tasks. The memory order says only what synchronises, and so
// what may make a plain access (Shared) a data race: acquire and release as in
// C++11; relaxed synchronises nothing, like READ_ONCE.

#ifndef DIORACE_CHECKER_SYNC_ATOMIC_H_
#define DIORACE_CHECKER_SYNC_ATOMIC_H_

#include <atomic>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "checker/runtime/contents.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/object.h"
#include "checker/runtime/step.h"
#include "checker/runtime/sync_clock.h"
#include "checker/runtime/uninstrumented.h"
#include "checker/runtime/value_text.h"
#include "checker/sync/condition.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// T is a word or less, as for what it stands for.
template <typename T>
class Atomic : public Object {
  static_assert(std::is_trivially_copyable_v<T> &&
                sizeof(T) <= sizeof(uint64_t));

 public:
  explicit Atomic(const Name& name, T value = T()) : Object(name, Word(value)) {
    Holds([this] { return contents(); });
  }

  T Load(std::memory_order order = std::memory_order_seq_cst,
         Location location = Location::current()) const {
    const Step step(*this, OpKind::kLoad, location);
    if (step.performed()) AcquireIf(step, order);
    step.Show(value());
    return value();
  }

  void Store(T value, std::memory_order order = std::memory_order_seq_cst,
             Location location = Location::current()) {
    const Step step(*this, OpKind::kStore, location);
    if (!step.performed()) return;
    if (Releases(order)) {
      step.executor().ReleaseOnly(clock_);
    } else {
      clock_.Clear();
    }
    word_ = Word(value);
    ShowNew(step);
  }

  // Each returns the value before.
  T Exchange(T value, std::memory_order order = std::memory_order_seq_cst,
             Location location = Location::current()) {
    return Modify([&](T) { return value; }, order, location);
  }
  T FetchAdd(T delta, std::memory_order order = std::memory_order_seq_cst,
             Location location = Location::current()) {
    return Modify([&](T before) { return static_cast<T>(before + delta); },
                  order, location);
  }
  T FetchOr(T bits, std::memory_order order = std::memory_order_seq_cst,
            Location location = Location::current()) {
    return Modify([&](T before) { return static_cast<T>(before | bits); },
                  order, location);
  }

  // If the value equals `expected`, makes it `desired` and returns true; else
  // sets `expected` to the value. As with std::atomic, a failure is a load with
  // the acquire part of `order`.
  bool CompareExchange(T& expected, T desired,
                       std::memory_order order = std::memory_order_seq_cst,
                       Location location = Location::current()) {
    bool success = false;
    expected =
        Update([&](const T& value) { return value == expected; },
               [&](const T&) { return desired; }, success, order, location);
    return success;
  }

  // If `applies(value)`, makes the value `change(value)`, in one step; like a
  // CompareExchange that need not name the value. Returns the value before;
  // `applied` says whether it was changed. For atomic_add_unless and its kin.
  template <std::predicate<const T&> Predicate, typename F>
  T Update(Predicate applies, F change, bool& applied,
           std::memory_order order = std::memory_order_seq_cst,
           Location location = Location::current()) {
    const When writes([&](uint64_t word) { return applies(FromWord(word)); });
    const Step step(*this, OpKind::kCompareExchange, location,
                    {.condition = &writes});
    const T before = value();
    // A loop around it must end even while the task is unwound.
    applied = applies(before);
    if (!step.performed()) return before;
    AcquireIf(step, order);
    if (applied) {
      if (Releases(order)) step.executor().Release(clock_);
      word_ = Word(change(before));
    }
    ShowNew(step);
    return before;
  }

  // Blocks until `condition(value)` holds, and returns the value for which it
  // did, in one step. The way to write a spin loop: the task takes no steps
  // while the condition does not hold.
  template <std::predicate<const T&> Predicate>
  T Await(Predicate condition,
          std::memory_order order = std::memory_order_seq_cst,
          Location location = Location::current()) const {
    const When holds([&](uint64_t word) { return condition(FromWord(word)); });
    const Step step(*this, OpKind::kAwait, location, {.condition = &holds});
    if (step.performed()) AcquireIf(step, order);
    step.Show(value());
    return value();
  }

  // The value without an operation: for oracles after JoinAll or
  // AwaitQuiescence.
  T Peek() const { return value(); }

 private:
  static uint64_t Word(const T& value) {
    uint64_t word = 0;
    std::memcpy(&word, &value, sizeof(T));
    return word;
  }
  static T FromWord(uint64_t word) {
    std::remove_const_t<T> value;
    std::memcpy(&value, &word, sizeof(T));
    return value;
  }
  T value() const { return FromWord(word_); }
  Contents contents() const {
    return TextContents(sort::kValues, ValueText(value()));
  }

  static bool Acquires(std::memory_order order) {
    return order != std::memory_order_relaxed &&
           order != std::memory_order_release;
  }
  static bool Releases(std::memory_order order) {
    return order == std::memory_order_release ||
           order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst;
  }

  [[gnu::always_inline]] void ShowNew(const Step& step) const {
    if (!step.observed()) return;
    step.Show(value());
    step.Leaves([this] { return Digest(ValueText(value())); },
                [this] { return contents(); });
  }

  void AcquireIf(const Step& step, std::memory_order order) const {
    if (Acquires(order)) step.executor().Acquire(clock_);
  }

  template <typename F>
  T Modify(F change, std::memory_order order, Location location) {
    const Step step(*this, OpKind::kReadModifyWrite, location);
    const T before = value();
    if (!step.performed()) return before;
    AcquireIf(step, order);
    if (Releases(order)) step.executor().Release(clock_);
    word_ = Word(change(before));
    ShowNew(step);
    return before;
  }

  SyncClock clock_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_ATOMIC_H_
