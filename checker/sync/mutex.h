// Locks: Mutex may sleep, SpinLock makes its holder atomic (it must not sleep
// until it unlocks).
//
//   Mutex mutex("inode_lock");
//   { MutexLock lock(mutex); … }
//
// To unlock a lock that one does not hold, or to lock it again, is a violation
// (the second shows as a deadlock of one).

#ifndef DIORACE_CHECKER_SYNC_MUTEX_H_
#define DIORACE_CHECKER_SYNC_MUTEX_H_

#include <cstdint>

#include "checker/runtime/contents.h"
#include "checker/runtime/object.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// What both kinds of lock share.
class BasicLock : public Object {
 public:
  // Blocks until nobody holds the lock.
  void Lock(Location location = Location::current());
  // Takes the lock if nobody holds it, without blocking; returns whether it
  // did.
  [[nodiscard]] bool TryLock(Location location = Location::current());
  void Unlock(Location location = Location::current());

  // Who holds the lock, kNoTask if nobody; without an operation.
  TaskId PeekOwner() const {
    return word_ == kFree ? kNoTask : TaskId(word_ - 1);
  }

 protected:
  BasicLock(const Name& name, bool sleeps)
      : Object(name, kFree), sleeps_(sleeps) {
    Holds([this] { return contents(); });
  }
  ~BasicLock() = default;

 private:
  // The state word: kFree, or the holder's TaskId + 1.
  static constexpr uint64_t kFree = 0;
  struct IsFree;

  void Take(Executor& executor, Location location);
  Contents contents() const;

  const bool sleeps_;
  Location taken_at_;  // if it is held
  SyncClock clock_;
};

class Mutex final : public BasicLock {
 public:
  explicit Mutex(const Name& name) : BasicLock(name, /*sleeps=*/true) {}
};

class SpinLock final : public BasicLock {
 public:
  explicit SpinLock(const Name& name) : BasicLock(name, /*sleeps=*/false) {}
};

// Holds a lock of either kind while in scope.
class MutexLock {
 public:
  explicit MutexLock(BasicLock& lock, Location location = Location::current())
      : lock_(lock) {
    lock_.Lock(location);
  }
  ~MutexLock() { lock_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  BasicLock& lock_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_MUTEX_H_
