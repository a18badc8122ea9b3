// Sleeping and waking, as the kernel does it.
//
//   WaitQueue queue("waiters");
//   // the waiter:                           // the waker:
//   queue.PrepareToWait();                   done.Store(true);
//   if (!done.Load()) queue.Sleep();         queue.WakeAll();
//   queue.FinishWait();
//
// The order matters: a wake-up reaches only tasks that have prepared, so
// testing the condition before preparing can lose it for ever. WaitUntil does
// it right. A task that sleeps for ever has lost a wake-up (a violation of kind
// "lost_wakeup") if, since it was last woken from sleep or finished a wait,
// there was one that it had not prepared for, or that it forgot by preparing
// again; except WakeOne where that found another task.

#ifndef DIORACE_CHECKER_SYNC_WAIT_QUEUE_H_
#define DIORACE_CHECKER_SYNC_WAIT_QUEUE_H_

#include <array>
#include <concepts>
#include <cstddef>

#include "absl/types/span.h"
#include "checker/runtime/contents.h"
#include "checker/runtime/object.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

class WaitQueue : public Object {
 public:
  explicit WaitQueue(const Name& name);

  // Joins the queue, at its end if the task is not in it, and forgets earlier
  // wake-ups.
  void PrepareToWait(Location location = Location::current());
  // Blocks until woken; returns at once if that happened since PrepareToWait.
  // Requires PrepareToWait.
  void Sleep(Location location = Location::current());
  // Leaves the queue.
  void FinishWait(Location location = Location::current());

  // Waits until `condition()`, which announces its own operations, returns
  // true.
  template <std::predicate Predicate>
  void WaitUntil(Predicate condition, Location location = Location::current()) {
    for (PrepareToWait(location); !condition(); PrepareToWait(location))
      Sleep(location);
    FinishWait(location);
  }

  // Wakes the task that has waited longest and was not woken yet, if any.
  void WakeOne(Location location = Location::current());
  void WakeAll(Location location = Location::current());

 private:
  class IsWoken;

  struct WakeUp {
    TaskId by = kNoTask;
    Location location = {};
  };
  struct Waiter {
    TaskId task;
    bool has_slept;  // and was woken, since it prepared
    WakeUp missed;   // came too early for it, if any did since it slept last
  };

  Waiter* Find(TaskId task);
  WakeUp MissedBy(TaskId task) const;
  void Lose();

  // The state word: the bits of the tasks that have been woken.
  TaskSet woken() const { return TaskSet::FromBits(word_); }
  uint64_t Digest() const;
  Contents contents() const;
  void Left(const class Step& step) const;

  absl::Span<Waiter> waiting() { return {waiting_.data(), count_}; }
  absl::Span<const Waiter> waiting() const { return {waiting_.data(), count_}; }

  std::array<Waiter, kMaxTasks> waiting_;  // in order of arrival
  size_t count_ = 0;
  WakeUp last_;
  // The last one that can be lost, and for whom it is if they sleep.
  WakeUp lost_;
  TaskSet late_ = {};
  SyncClock clock_;
};

// An event that happens a number of times, each letting one waiter through (the
// kernel's struct completion).
class Completion : public Object {
 public:
  explicit Completion(const Name& name) : Object(name) {
    Holds([this] { return contents(); });
  }

  // Lets one present or future waiter through.
  void Complete(Location location = Location::current());
  // Lets all present and future waiters through.
  void CompleteAll(Location location = Location::current());
  // Blocks until there is a completion, and consumes it. May sleep.
  void Wait(Location location = Location::current());

 private:
  // The state word: how many are left to consume, and kAll if that no longer
  // matters.
  static constexpr uint64_t kAll = uint64_t{1} << 63;

  void Signal(uint64_t change, Location location);
  Contents contents() const;

  SyncClock clock_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_WAIT_QUEUE_H_
