// i_rwsem for the length of one call. XFS calls it the iolock.
//
// Source: xfs_ilock_iocb in fs/xfs/xfs_file.c, btrfs_inode_lock in
// fs/btrfs/inode.c of Linux; KERNEL.md §6.2.

#ifndef DIORACE_MODEL_FS_INODE_LOCK_H_
#define DIORACE_MODEL_FS_INODE_LOCK_H_

#include <cerrno>

#include "model/block/block_device.h"
#include "model/block/poll.h"
#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/sched.h"

namespace dio {

class InodeLock {
 public:
  enum class Mode : uint8_t { kNone, kShared, kExclusive };

  InodeLock(Inode& inode, TaskStruct& current)
      : inode_(inode), current_(current) {}
  ~InodeLock() { Unlock(); }
  InodeLock(const InodeLock&) = delete;
  InodeLock& operator=(const InodeLock&) = delete;

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
  // For a call (xfs_ilock_iocb): 0 or -EAGAIN.
  int Lock(const Iocb& iocb, Mode mode) {
    inode_.kernel.At(KernelStep::kFileLock);
    const int error = Lock(mode, iocb.flags.nowait);
    if (error != 0) iocb.record.Excuse(error);
    return error;
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

// Waits for direct I/O in flight. Whoever sleeps flushes his plug
// (sched_submit_work), else he could wait for a request that he holds himself;
// or polls for.
inline void DrainDio(Inode& inode, TaskStruct& current) {
  if (current.plug != nullptr) blk_flush_plug(*current.plug);
  TimeOutPolled(inode.kernel, current);
  inode.inode_dio_wait();
}

}  // namespace dio

#endif  // DIORACE_MODEL_FS_INODE_LOCK_H_
