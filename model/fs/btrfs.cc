#include "model/fs/btrfs.h"

#include <cerrno>

#include "model/fs/xfs.h"
#include "model/fs/xfs_iomap.h"
#include "model/fs/xfs_lock.h"
#include "model/iomap/dio.h"

namespace dio {
namespace {

constexpr XfsDioOps kMapping(/*overwrite_only=*/false);

// A write under way is an ordered extent: pages of its range are not read in
// before it is done.
class BtrfsDioOps final : public IomapDioOps {
 public:
  int iomap_begin(Inode& inode, const Iocb& iocb, uint32_t pos, uint32_t length,
                  Iomap& iomap) const override {
    if (const int error = kMapping.iomap_begin(inode, iocb, pos, length, iomap);
        error != 0)
      return error;
    iomap.integrity = false;
    if (iocb.write() && inode.cache.has_value())
      inode.cache->SetOrdered(pos, iomap.length);
    return 0;
  }

  int end_io(Inode& inode, Iocb& iocb, uint32_t size, int error,
             const EndIoFlags& flags) const override {
    const int result = kMapping.end_io(inode, iocb, size, error, flags);
    if (iocb.write() && inode.cache.has_value())
      inode.cache->ClearOrdered(iocb.pos, size + iocb.iter.count());
    return result;
  }
};

constexpr BtrfsDioOps kOps;

IomapDioFlags FlagsOf(const Iocb& iocb, bool bounce) {
  IomapDioFlags flags;
  flags.bounce = bounce;
  flags.partial = true;
  flags.fsblock_aligned = true;
  if (!iocb.write()) {
    flags.race = "R07";
  } else {
    flags.race = iocb.iter.place().buffer->file_backed() ? "R09" : "R01";
  }
  return flags;
}

int64_t TryDirect(Kernel& kernel, Inode& inode, Iocb& iocb, bool bounce) {
  kernel.At(KernelStep::kFileLock);
  XfsIoLock lock(inode);
  if (const int error = lock.Lock(XfsIoLock::Mode::kShared, iocb.flags.nowait);
      error != 0) {
    iocb.record.Excuse(error);
    return error;
  }
  const int64_t result =
      iomap_dio_rw(kernel, inode, iocb, kOps, FlagsOf(iocb, bounce));
  kernel.At(KernelStep::kFileLock);
  return result;
}

int64_t WithBuffered(Kernel& kernel, Inode& inode, Iocb& iocb,
                     int64_t written) {
  if (!inode.cache.has_value()) return written > 0 ? written : -EFAULT;
  const int64_t result = xfs_file_buffered_io(kernel, inode, iocb);
  if (result < 0) return written > 0 ? written : result;
  return written + result;
}

int64_t DirectWrite(Kernel& kernel, Inode& inode, Iocb& iocb, bool bounce) {
  if (bounce && iocb.flags.nowait) {
    iocb.record.Excuse(-EAGAIN);
    return -EAGAIN;
  }
  int64_t written = 0;
  uint32_t left_before = 0;
  while (true) {
    const int64_t result = TryDirect(kernel, inode, iocb, bounce);
    if (result == kEiocbqueued) return result;
    if (result == -ENOTBLK) break;
    if (result < 0 && result != -EFAULT) return written > 0 ? written : result;
    if (result > 0) written += result;
    const uint32_t left = iocb.iter.count();
    if (left == 0) return written;
    if (left == left_before) break;
    left_before = left;
    // fault_in_iov_iter_readable
    const IovIter::Place place = iocb.iter.place();
    if (!place.buffer->mapped(place.offset))
      return written > 0 ? written : -EFAULT;
    kernel.At(KernelStep::kMmapFault);
    place.buffer->FaultIn(place.offset);
  }
  return WithBuffered(kernel, inode, iocb, written);
}

}  // namespace

int64_t btrfs_file_direct_io(Kernel& kernel, Inode& inode,
                             const BtrfsInode& btrfs, Iocb& iocb) {
  iocb.record.started = true;
  if (iocb.iter.count() == 0) return 0;
  if (!iocb.write()) return TryDirect(kernel, inode, iocb, /*bounce=*/false);
  if (btrfs.checksums && kernel.has(Switch::kBtrfsCsumFallback))
    return WithBuffered(kernel, inode, iocb, /*written=*/0);
  const bool bounce = kernel.has(Switch::kBtrfsBounce) &&
                      (btrfs.checksums || btrfs.redundant_profile);
  return DirectWrite(kernel, inode, iocb, bounce);
}

}  // namespace dio
