// A lock that many may share, or one may have to itself: the kernel's
// rw_semaphore. It may sleep.
//
//   RwLock i_rwsem("i_rwsem");
//   i_rwsem.Lock();          // exclusive
//   i_rwsem.Demote();        // shared, without a moment in between
//   i_rwsem.UnlockShared();
//
// Not fair: who waits for exclusive access keeps nobody out. To unlock in a
// mode in which nobody holds the lock is a violation.

#ifndef DIORACE_CHECKER_SYNC_RW_LOCK_H_
#define DIORACE_CHECKER_SYNC_RW_LOCK_H_

#include <cstdint>

#include "checker/runtime/contents.h"
#include "checker/runtime/object.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

class RwLock : public Object {
 public:
  explicit RwLock(const Name& name) : Object(name) {
    Holds([this] { return contents(); });
  }

  // Blocks until nobody holds the lock.
  void Lock(Location location = Location::current());
  // Without blocking; returns whether the lock was taken.
  [[nodiscard]] bool TryLock(Location location = Location::current());
  void Unlock(Location location = Location::current());

  // Blocks until nobody holds the lock exclusively.
  void LockShared(Location location = Location::current());
  [[nodiscard]] bool TryLockShared(Location location = Location::current());
  void UnlockShared(Location location = Location::current());

  // From exclusive to shared (downgrade_write).
  void Demote(Location location = Location::current());

  // How many share the lock, and who has it exclusively (kNoTask: nobody);
  // without an operation.
  uint32_t PeekShared() const {
    return exclusive() ? 0 : static_cast<uint32_t>(word_);
  }
  TaskId PeekOwner() const {
    return exclusive() ? TaskId((word_ & ~kExclusive) - 1) : kNoTask;
  }

 private:
  // The state word: how many share it, or kExclusive and the holder's
  // TaskId + 1.
  static constexpr uint64_t kExclusive = uint64_t{1} << 32;
  class IsAvailable;

  bool exclusive() const { return (word_ & kExclusive) != 0; }
  // True while the task is unwound, so that no loop waits for the lock.
  bool Try(bool shared, Location location);
  void Acquire(bool shared, Location location);
  void Take(Executor& executor, bool shared, Location location);
  Contents contents() const;
  // `shared`: the mode in which the lock must be held. False if it is not.
  bool Release(const class Step& step, bool shared);

  Location taken_at_;  // exclusively, if it is held so
  SyncClock clock_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_RW_LOCK_H_
