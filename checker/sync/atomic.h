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
#include <utility>

#include "checker/runtime/object.h"
#include "checker/runtime/step.h"
#include "checker/runtime/sync_clock.h"
#include "checker/sync/condition.h"

namespace checker {

template <typename T>
class Atomic : public Object {
 public:
  explicit Atomic(const Name& name, T value = T())
      : Object(name), value_(value) {}

  T Load(std::memory_order order = std::memory_order_seq_cst,
         Location location = Location::current()) const {
    Step step(*this, OpKind::kLoad, location);
    if (step.performed()) AcquireIf(step, order);
    step.Show(value_);
    return value_;
  }

  void Store(T value, std::memory_order order = std::memory_order_seq_cst,
             Location location = Location::current()) {
    Step step(*this, OpKind::kStore, location);
    if (!step.performed()) return;
    if (Releases(order)) {
      step.executor().ReleaseOnly(clock_);
    } else {
      clock_.Clear();
    }
    value_ = value;
    step.Show(value_);
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
    Step step(*this, OpKind::kCompareExchange, location);
    const bool success = value_ == expected;
    if (!step.performed()) {
      // A loop around it must end even while the task is unwound.
      expected = value_;
      return success;
    }
    AcquireIf(step, order);
    if (success) {
      if (Releases(order)) step.executor().Release(clock_);
      value_ = desired;
    } else {
      expected = value_;
    }
    step.Show(value_);
    return success;
  }

  // If `writes_if(value)`, makes it `change(value)` and returns true; `before` is
  // the value before in any case. A failure is a load with the acquire part of
  // `order`.
  template <std::predicate<T> P, typename F>
  bool ModifyIf(P writes_if, F change, T& before,
                std::memory_order order = std::memory_order_seq_cst,
                Location location = Location::current()) {
    Step step(*this, OpKind::kReadModifyWrite, location);
    before = value_;
    const bool writes = writes_if(before);
    if (!step.performed()) return writes;
    AcquireIf(step, order);
    if (writes) {
      if (Releases(order)) step.executor().Release(clock_);
      value_ = change(before);
    }
    step.Show(value_);
    return writes;
  }

  // Blocks until `condition(value)` holds, and returns the value for which it
  // did, in one step. The way to write a spin loop: the task takes no steps
  // while the condition does not hold.
  template <std::predicate<const T&> Predicate>
  T Await(Predicate condition,
          std::memory_order order = std::memory_order_seq_cst,
          Location location = Location::current()) const {
    const When holds([&] { return condition(value_); });
    Step step(
        Operation{
            .kind = OpKind::kAwait, .condition = &holds, .location = location},
        *this);
    if (step.performed()) AcquireIf(step, order);
    step.Show(value_);
    return value_;
  }

  // The value without an operation: for oracles after JoinAll or
  // AwaitQuiescence.
  const T& Peek() const { return value_; }

 private:
  static bool Acquires(std::memory_order order) {
    return order != std::memory_order_relaxed &&
           order != std::memory_order_release;
  }
  static bool Releases(std::memory_order order) {
    return order == std::memory_order_release ||
           order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst;
  }

  void AcquireIf(const Step& step, std::memory_order order) const {
    if (Acquires(order)) step.executor().Acquire(clock_);
  }

  template <typename F>
  T Modify(F change, std::memory_order order, Location location) {
    Step step(*this, OpKind::kReadModifyWrite, location);
    const T before = value_;
    if (!step.performed()) return before;
    AcquireIf(step, order);
    if (Releases(order)) step.executor().Release(clock_);
    value_ = change(before);
    step.Show(value_);
    return before;
  }

  T value_;
  SyncClock clock_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_ATOMIC_H_
