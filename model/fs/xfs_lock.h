// The iolock of XFS for the length of one call.
//
// Source: xfs_ilock_iocb in fs/xfs/xfs_file.c of Linux; KERNEL.md §6.2.

#ifndef DIORACE_MODEL_FS_XFS_LOCK_H_
#define DIORACE_MODEL_FS_XFS_LOCK_H_

#include <cerrno>

#include "model/block/block_device.h"
#include "model/block/poll.h"
#include "model/iomap/inode.h"
#include "model/sched.h"

namespace dio {

class XfsIoLock {
 public:
  enum class Mode : uint8_t { kNone, kShared, kExclusive };

  XfsIoLock(Inode& inode, TaskStruct& current)
      : inode_(inode), current_(current) {}
  ~XfsIoLock() { Unlock(); }
  XfsIoLock(const XfsIoLock&) = delete;
  XfsIoLock& operator=(const XfsIoLock&) = delete;

  // Takes it, which must not be held; with `nowait`, -EAGAIN rather than sleep.
  int Lock(Mode mode, bool nowait) {
    if (inode_.iolock.has_value()) {
      const bool shared = mode == Mode::kShared;
      if (nowait) {
        if (!TryLock(shared)) return -EAGAIN;
      } else {
        SleepForLock(shared);
      }
    }
    mode_ = mode;
    return 0;
  }
  void Unlock() {
    if (inode_.iolock.has_value()) {
      if (mode_ == Mode::kShared) inode_.iolock->UnlockShared();
      if (mode_ == Mode::kExclusive) inode_.iolock->Unlock();
    }
    mode_ = Mode::kNone;
  }
  // Not atomic: others get in between.
  void MakeExclusive() {
    if (mode_ == Mode::kExclusive) return;
    Unlock();
    static_cast<void>(Lock(Mode::kExclusive, /*nowait=*/false));
  }
  // From exclusive to shared, if it is exclusive.
  void Demote() {
    if (mode_ != Mode::kExclusive) return;
    if (inode_.iolock.has_value()) inode_.iolock->Demote();
    mode_ = Mode::kShared;
  }

 private:
  bool TryLock(bool shared) {
    return shared ? inode_.iolock->TryLockShared() : inode_.iolock->TryLock();
  }
  void SleepForLock(bool shared) {
    const bool holds_back =
        current_.plug != nullptr && current_.plug->first != nullptr;
    if (current_.polled != nullptr || holds_back) {
      if (TryLock(shared)) return;
      // Who holds it may wait for what this task holds back, or polls for.
      if (holds_back) blk_flush_plug(*current_.plug);
      TimeOutPolled(inode_.kernel, current_);
    }
    if (shared) {
      inode_.iolock->LockShared();
    } else {
      inode_.iolock->Lock();
    }
  }

  Inode& inode_;
  TaskStruct& current_;
  Mode mode_ = Mode::kNone;
};

}  // namespace dio

#endif  // DIORACE_MODEL_FS_XFS_LOCK_H_
