#include "model/fs/xfs.h"

#include <algorithm>
#include <cerrno>

#include "model/block/block_device.h"
#include "model/block/poll.h"
#include "model/fs/inode_lock.h"
#include "model/fs/xfs_iomap.h"
#include "model/iomap/buffered_io.h"
#include "model/iomap/dio.h"
#include "model/iomap/read_simple.h"
#include "model/mutation.h"

namespace dio {
namespace {

using Mode = InodeLock::Mode;

constexpr XfsDioOps kXfsOps(/*overwrite_only=*/false);
constexpr XfsDioOps kOverwriteOps(/*overwrite_only=*/true);

// The rows of the catalogue that explain data that changes under zero-copy I/O.
absl::string_view RaceOf(const Iocb& iocb) {
  if (!iocb.write()) return "R07";
  return iocb.iter.place().buffer->file_backed() ? "R09" : "R01";
}

IomapDioFlags FlagsOf(Kernel& kernel, Inode& inode, const Iocb& iocb) {
  IomapDioFlags flags;
  flags.bounce = inode.mapping_stable_writes() &&
                 kernel.has(Switch::kDioBounce) &&
                 (iocb.write() || !kernel.has(Switch::kLazyReadBounce));
  // What is always copied on write is written in whole blocks.
  flags.fsblock_aligned = inode.zoned && iocb.write();
  if (iocb.iter.count() > 0) flags.race = RaceOf(iocb);
  // The mapping's flag is older than the device's.
  if (inode.device.late_stable_writes() && !flags.bounce) flags.race = "R14";
  return flags;
}

// xfs_file_write_checks: a write that begins behind the end of the file zeroes
// what lies between. That must not meet a write in flight which has grown the
// file meanwhile. 0 or -EAGAIN.
int WriteChecks(Kernel& kernel, Inode& inode, const Iocb& iocb,
                InodeLock& lock) {
  bool drained = !kernel.has(Switch::kEofZeroingDrains);
  while (true) {
    kernel.At(KernelStep::kFileLock);
    const uint32_t size = inode.i_size();
    if (iocb.pos <= size) return 0;
    if (iocb.flags.nowait) {
      iocb.record.Excuse(-EAGAIN);
      return -EAGAIN;
    }
    if (drained) {
      kernel.At(KernelStep::kZeroEof);
      if (!Mutated(Mutation::kZeroToEofSkipped))
        iomap_zero_range(inode, size, iocb.pos - size);
      return 0;
    }
    lock.MakeExclusive();
    DrainDio(inode, iocb.current);
    drained = true;
  }
}

int64_t DirectRead(Kernel& kernel, Inode& inode, Iocb& iocb) {
  InodeLock lock(inode, iocb.current);
  if (const int error = lock.Lock(iocb, Mode::kShared); error != 0)
    return error;
  const IomapDioFlags flags = FlagsOf(kernel, inode, iocb);
  int64_t result = -ENOTBLK;
  if (kernel.has(Switch::kDioReadSimple) && !inode.mapping_stable_writes())
    result = iomap_dio_read_simple(kernel, inode, iocb, kXfsOps, flags.race);
  if (result == -ENOTBLK)
    result = iomap_dio_rw(kernel, inode, iocb, kXfsOps, flags);
  kernel.At(KernelStep::kFileLock);
  return result;
}

int64_t DirectWriteAligned(Kernel& kernel, Inode& inode, Iocb& iocb) {
  InodeLock lock(inode, iocb.current);
  if (const int error = lock.Lock(iocb, Mode::kShared); error != 0)
    return error;
  if (const int error = WriteChecks(kernel, inode, iocb, lock); error != 0)
    return error;
  lock.Demote();
  const int64_t result =
      iomap_dio_rw(kernel, inode, iocb, kXfsOps, FlagsOf(kernel, inode, iocb));
  kernel.At(KernelStep::kFileLock);
  return result;
}

// One try of a write of less than whole blocks: shared if it overwrites, else
// alone on the file, and to its end.
int64_t TryUnaligned(Kernel& kernel, Inode& inode, Iocb& iocb, bool exclusive) {
  InodeLock lock(inode, iocb.current);
  if (const int error =
          lock.Lock(iocb, exclusive ? Mode::kExclusive : Mode::kShared);
      error != 0)
    return error;
  // A part of a block cannot be copied on write, nor appended to a zone.
  if (inode.extents.may_be_shared() || inode.zoned) return -ENOTBLK;
  if (const int error = WriteChecks(kernel, inode, iocb, lock); error != 0)
    return error;
  IomapDioFlags flags = FlagsOf(kernel, inode, iocb);
  const bool rule = kernel.has(Switch::kUnalignedExclusive);
  flags.overwrite_only = rule && !exclusive;
  flags.force_wait = rule && exclusive;
  if (flags.force_wait) DrainDio(inode, iocb.current);
  const int64_t result =
      iomap_dio_rw(kernel, inode, iocb,
                   flags.overwrite_only ? kOverwriteOps : kXfsOps, flags);
  kernel.At(KernelStep::kFileLock);
  return result;
}

int64_t DirectWriteUnaligned(Kernel& kernel, Inode& inode, Iocb& iocb) {
  kernel.At(KernelStep::kFileLock);
  if (!kernel.has(Switch::kUnalignedExclusive))
    return TryUnaligned(kernel, inode, iocb, /*exclusive=*/false);
  // A write that grows the file pads its last block.
  const bool extends = iocb.pos + iocb.iter.count() >= inode.i_size();
  if (!extends) {
    const int64_t result =
        TryUnaligned(kernel, inode, iocb, /*exclusive=*/false);
    if (result != -EAGAIN) return result;
  }
  if (iocb.flags.nowait) {
    iocb.record.Excuse(-EAGAIN);
    return -EAGAIN;
  }
  return TryUnaligned(kernel, inode, iocb, /*exclusive=*/true);
}

// A buffered write sets i_size under the iolock, the end of an asynchronous
// direct one under i_flags_lock: the one must not grow the file while the other
// may. With the iolock held exclusively, none begins. 0 or -EAGAIN.
int DrainBeforeGrowing(Kernel& kernel, Inode& inode, const Iocb& iocb) {
  if (!kernel.has(Switch::kBufferedExtendDrains)) return 0;
  kernel.At(KernelStep::kFileLock);
  if (iocb.pos + iocb.iter.count() <= inode.i_size()) return 0;
  if (iocb.flags.nowait && inode.dio_in_flight()) {
    iocb.record.Excuse(-EAGAIN);
    return -EAGAIN;
  }
  DrainDio(inode, iocb.current);
  return 0;
}

int64_t BufferedWrite(Kernel& kernel, Inode& inode, Iocb& iocb) {
  InodeLock lock(inode, iocb.current);
  if (const int error = lock.Lock(iocb, Mode::kExclusive); error != 0)
    return error;
  if (const int error = WriteChecks(kernel, inode, iocb, lock); error != 0)
    return error;
  if (const int error = DrainBeforeGrowing(kernel, inode, iocb); error != 0)
    return error;
  const uint32_t pos = iocb.pos;
  const int64_t result = iomap_file_buffered_write(kernel, inode, iocb);
  kernel.At(KernelStep::kFileLock);
  lock.Unlock();
  return result > 0 ? generic_write_sync(kernel, inode, iocb, pos, result)
                    : result;
}

// For truncate and its like: alone on the file, and no I/O in flight.
class ExclusiveAccess {
 public:
  ExclusiveAccess(Kernel& kernel, Inode& inode, TaskStruct& current)
      : kernel_(kernel), inode_(inode), lock_(inode, current) {
    kernel_.At(KernelStep::kTruncate);
    static_cast<void>(lock_.Lock(Mode::kExclusive, /*nowait=*/false));
    if (mapping_lock() != nullptr) mapping_lock()->Lock();
    if (!Mutated(Mutation::kTruncateDoesNotDrain)) DrainDio(inode, current);
  }
  ~ExclusiveAccess() {
    kernel_.At(KernelStep::kTruncate);
    if (mapping_lock() != nullptr) mapping_lock()->Unlock();
  }
  ExclusiveAccess(const ExclusiveAccess&) = delete;
  ExclusiveAccess& operator=(const ExclusiveAccess&) = delete;

 private:
  checker::RwLock* mapping_lock() {
    return inode_.cache.has_value() && inode_.cache->invalidate_lock.has_value()
               ? &*inode_.cache->invalidate_lock
               : nullptr;
  }

  Kernel& kernel_;
  Inode& inode_;
  InodeLock lock_;
};

uint32_t RoundUp(uint32_t bytes, uint32_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

}  // namespace

int64_t xfs_file_direct_io(Kernel& kernel, Inode& inode, Iocb& iocb) {
  iocb.record.started = true;
  if (!iocb.write()) return DirectRead(kernel, inode, iocb);
  const uint32_t block = inode.block_bytes();
  const bool aligned = iocb.pos % block == 0 && iocb.iter.count() % block == 0;
  const int64_t result = aligned ? DirectWriteAligned(kernel, inode, iocb)
                                 : DirectWriteUnaligned(kernel, inode, iocb);
  if (result != -ENOTBLK) return result;
  if (!inode.cache.has_value()) {
    iocb.record.Excuse(-ENOTBLK);
    return result;
  }
  return BufferedWrite(kernel, inode, iocb);
}

int64_t xfs_file_buffered_io(Kernel& kernel, Inode& inode, Iocb& iocb) {
  iocb.record.started = true;
  if (iocb.write()) return BufferedWrite(kernel, inode, iocb);
  InodeLock lock(inode, iocb.current);
  if (const int error = lock.Lock(iocb, Mode::kShared); error != 0)
    return error;
  const int64_t result = filemap_read(kernel, inode, iocb);
  kernel.At(KernelStep::kFileLock);
  return result;
}

uint32_t xfs_file_splice_read(Kernel& kernel, Inode& inode, TaskStruct& current,
                              uint32_t pos, uint32_t bytes) {
  InodeLock lock(inode, current);
  kernel.At(KernelStep::kFileLock);
  static_cast<void>(lock.Lock(Mode::kShared, /*nowait=*/false));
  const uint32_t done = filemap_splice_read(kernel, inode, pos, bytes);
  kernel.At(KernelStep::kFileLock);
  return done;
}

void xfs_setattr_size(Kernel& kernel, Inode& inode, TaskStruct& current,
                      uint32_t size) {
  const ExclusiveAccess access(kernel, inode, current);
  const uint32_t block = inode.block_bytes();
  const uint32_t old = inode.i_size();
  const uint32_t end = RoundUp(size, block);
  if (size > old) {
    iomap_zero_range(inode, old, size - old);
  } else {
    iomap_zero_range(inode, size, std::min(end, old) - size);
  }
  inode.i_size_write(size);
  if (size >= old) return;
  if (inode.cache.has_value())
    inode.cache->Truncate(size, inode.cache->size() - size);
  inode.extents.Punch(end, RoundUp(old, block) - end);
}

void xfs_free_file_space(Kernel& kernel, Inode& inode, TaskStruct& current,
                         uint32_t pos, uint32_t bytes) {
  const ExclusiveAccess access(kernel, inode, current);
  const uint32_t block = inode.block_bytes();
  if (inode.cache.has_value()) {
    if (inode.cache->WriteAndWait(pos, bytes) != 0) return;
    inode.cache->Truncate(pos, bytes);
  }
  const uint32_t first = RoundUp(pos, block);
  const uint32_t last = (pos + bytes) / block * block;
  if (first < last) inode.extents.Punch(first, last - first);
  const uint32_t head = std::min(first, pos + bytes);
  iomap_zero_range(inode, pos, head - pos);
  const uint32_t tail = std::max(last, head);
  iomap_zero_range(inode, tail, pos + bytes - tail);
}

}  // namespace dio
