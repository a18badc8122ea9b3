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
// it right.

#ifndef DIORACE_CHECKER_SYNC_WAIT_QUEUE_H_
#define DIORACE_CHECKER_SYNC_WAIT_QUEUE_H_

#include <array>
#include <concepts>
#include <cstddef>

#include "checker/runtime/object.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"

namespace checker {

class WaitQueue : public Object {
 public:
  explicit WaitQueue(const Name& name) : Object(name) {}

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
  void Remove(TaskId task);

  // The state word: the bits of the tasks that have been woken.
  TaskSet woken() const { return TaskSet::FromBits(word_); }
  uint64_t Digest() const;

  // In order of arrival.
  std::array<TaskId, kMaxTasks> waiting_;
  size_t count_ = 0;
  SyncClock clock_;
};

// An event that happens a number of times, each letting one waiter through (the
// kernel's struct completion).
class Completion : public Object {
 public:
  explicit Completion(const Name& name) : Object(name) {}

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

  SyncClock clock_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_WAIT_QUEUE_H_
