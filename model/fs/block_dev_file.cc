#include "model/fs/block_dev_file.h"

#include <cerrno>

#include "model/fs/block_dev.h"
#include "model/iomap/buffered_io.h"
#include "model/iomap/dio.h"

namespace dio {
namespace {

// i_rwsem, shared, which keeps set_blocksize out.
class SharedInodeLock {
 public:
  explicit SharedInodeLock(Inode& inode) : inode_(inode) {
    if (inode_.iolock.has_value()) inode_.iolock->LockShared();
  }
  ~SharedInodeLock() {
    if (inode_.iolock.has_value()) inode_.iolock->UnlockShared();
  }
  SharedInodeLock(const SharedInodeLock&) = delete;
  SharedInodeLock& operator=(const SharedInodeLock&) = delete;

 private:
  Inode& inode_;
};

int64_t BufferedIo(Kernel& kernel, Inode& inode, Iocb& iocb) {
  kernel.At(iocb.write() ? KernelStep::kBufferedWrite
                         : KernelStep::kBufferedRead);
  const SharedInodeLock lock(inode);
  return iocb.write() ? iomap_file_buffered_write(kernel, inode, iocb)
                      : filemap_read(kernel, inode, iocb);
}

// direct_write_fallback: what goes through the cache is on the device when it
// returns.
int64_t DirectWriteFallback(Kernel& kernel, Inode& inode, Iocb& iocb,
                            int64_t direct) {
  const uint32_t pos = iocb.pos;
  int64_t buffered = 0;
  if (kernel.has(Switch::kBdevFallbackLocked)) {
    buffered = BufferedIo(kernel, inode, iocb);
  } else {
    iocb.record.Suspect("R47");
    buffered = iomap_file_buffered_write(kernel, inode, iocb);
  }
  if (buffered < 0) return direct > 0 ? direct : buffered;
  kernel.At(KernelStep::kBdevFallback);
  const auto bytes = static_cast<uint32_t>(buffered);
  if (const int error = inode.cache->WriteAndWait(pos, bytes); error != 0) {
    iocb.record.Excuse(error);
    return direct > 0 ? direct : error;
  }
  static_cast<void>(inode.cache->Invalidate(pos, bytes));
  return direct + buffered;
}

// blkdev_direct_write, and what it leaves undone.
int64_t DirectWrite(Kernel& kernel, Inode& inode, Iocb& iocb) {
  int64_t result = iomap_dio_clean_cache(kernel, inode, iocb);
  if (result == -ENOTBLK) {
    result = 0;
  } else if (result == 0) {
    result = blkdev_direct_io(kernel, inode.device, iocb);
  }
  if (result < 0 || !inode.cache.has_value()) return result;
  const auto bytes = static_cast<uint32_t>(result);
  if (bytes > 0) {
    kernel.At(KernelStep::kPostInvalidate);
    static_cast<void>(inode.cache->Invalidate(iocb.pos, bytes));
    iocb.pos += bytes;
  }
  if (iocb.iter.count() == 0 || iocb.flags.nowait || iocb.flags.atomic)
    return result;
  return DirectWriteFallback(kernel, inode, iocb, result);
}

}  // namespace

int64_t blkdev_file_io(Kernel& kernel, Inode& inode, Iocb& iocb) {
  iocb.record.started = true;
  const uint32_t pos = iocb.pos;
  if (!iocb.write()) {
    if (iocb.flags.buffered) return BufferedIo(kernel, inode, iocb);
    const int error = iomap_dio_clean_cache(kernel, inode, iocb);
    return error != 0 ? error : blkdev_direct_io(kernel, inode.device, iocb);
  }
  const int64_t result = iocb.flags.buffered ? BufferedIo(kernel, inode, iocb)
                                             : DirectWrite(kernel, inode, iocb);
  return result > 0 ? generic_write_sync(kernel, inode, iocb, pos, result)
                    : result;
}

void set_blocksize(Kernel& kernel, Inode& inode, uint32_t bytes) {
  kernel.At(KernelStep::kSetBlocksize);
  PageCache& cache = *inode.cache;
  if (inode.iolock.has_value()) inode.iolock->Lock();
  if (cache.invalidate_lock.has_value()) cache.invalidate_lock->Lock();
  static_cast<void>(cache.WriteAndWait(0, cache.size()));
  cache.Truncate(0, cache.size());
  cache.SetMinFolioBytes(bytes);
  cache.Truncate(0, cache.size());
  if (cache.invalidate_lock.has_value()) cache.invalidate_lock->Unlock();
  if (inode.iolock.has_value()) inode.iolock->Unlock();
}

}  // namespace dio
