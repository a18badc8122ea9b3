#include "model/iomap/buffered_io.h"

#include <algorithm>
#include <cerrno>

#include "checker/runtime/executor.h"
#include "checker/sync/task.h"
#include "model/block/flush.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;

// How much of `bytes` lies in the page that contains `pos`.
uint32_t InPage(const PageCache& cache, uint32_t pos, uint32_t bytes) {
  return std::min(bytes, cache.page_bytes() - pos % cache.page_bytes());
}

// Calls visit(buffer, offset, length) for the chunks of the next `bytes` of
// user memory, and moves the iterator; stops where nothing is mapped. How far
// it came.
template <typename Visit>
uint32_t ForEachChunk(Iocb& iocb, uint32_t bytes, Visit visit) {
  uint32_t done = 0;
  while (done < bytes) {
    const IovIter::Place place = iocb.iter.place();
    if (!place.buffer->mapped(place.offset)) {
      iocb.record.Excuse(-EFAULT);
      break;
    }
    const uint32_t chunk = place.buffer->chunk_bytes();
    const uint32_t length =
        std::min({bytes - done, place.bytes,
                  chunk - (place.buffer->base() + place.offset) % chunk});
    visit(*place.buffer, place.offset, length);
    iocb.iter.Advance(length);
    done += length;
  }
  return done;
}

}  // namespace

int64_t iomap_file_buffered_write(Kernel& kernel, Inode& inode, Iocb& iocb) {
  PageCache& cache = *inode.cache;
  int64_t written = 0;
  while (iocb.iter.count() > 0) {
    kernel.At(KernelStep::kBufferedWrite);
    const uint32_t pos = iocb.pos;
    const uint32_t want = InPage(cache, pos, iocb.iter.count());
    const absl::Span<uint8_t> data =
        Executor::Current().arena().AllocateArray<uint8_t>(want);
    uint32_t at = 0;
    // Before the page is locked: the memory may be a mapping of the same page.
    const uint32_t bytes = ForEachChunk(
        iocb, want, [&](UserBuffer& buffer, uint32_t offset, uint32_t length) {
          buffer.Load(offset, data.subspan(at, length));
          at += length;
        });
    if (bytes == 0) return written > 0 ? written : -EFAULT;
    iocb.record.Moved(iocb.iter.consumed() - bytes, data.subspan(0, bytes));
    cache.LockForStore(pos, bytes);
    cache.Fill(pos, data.subspan(0, bytes));
    if (pos + bytes > inode.i_size()) inode.i_size_write(pos + bytes);
    cache.UnlockDirty(pos);
    iocb.pos += bytes;
    written += bytes;
  }
  return written;
}

int64_t filemap_read(Kernel& kernel, Inode& inode, Iocb& iocb) {
  PageCache& cache = *inode.cache;
  int64_t read = 0;
  while (iocb.iter.count() > 0) {
    kernel.At(KernelStep::kBufferedRead);
    const uint32_t pos = iocb.pos;
    // Behind the end of the file nothing is read in; it may move meanwhile.
    uint32_t size = inode.i_size();
    if (pos < size) {
      cache.read_folio(pos);
      size = inode.i_size();
    }
    if (pos >= size) {
      iocb.record.ExcuseShort();
      return read;
    }
    const uint32_t want =
        std::min(InPage(cache, pos, iocb.iter.count()), size - pos);
    uint32_t at = pos;
    const uint32_t bytes = ForEachChunk(
        iocb, want, [&](UserBuffer& buffer, uint32_t offset, uint32_t length) {
          const absl::Span<uint8_t> seen =
              Executor::Current().arena().AllocateArray<uint8_t>(length);
          cache.data().Sample(at, seen);
          iocb.record.Moved(iocb.iter.consumed(), seen);
          buffer.Store(offset, seen);
          at += length;
        });
    if (bytes == 0) return read > 0 ? read : -EFAULT;
    iocb.pos += bytes;
    read += bytes;
  }
  return read;
}

uint32_t filemap_splice_read(Kernel& kernel, Inode& inode, uint32_t pos,
                             uint32_t bytes) {
  PageCache& cache = *inode.cache;
  uint32_t done = 0;
  while (done < bytes) {
    kernel.At(KernelStep::kSpliceRead);
    if (pos + done >= inode.i_size()) break;
    cache.read_folio(pos + done);
    const uint32_t size = inode.i_size();
    if (pos + done >= size) break;
    done +=
        std::min(InPage(cache, pos + done, bytes - done), size - (pos + done));
  }
  return done;
}

void iomap_zero_range(Inode& inode, uint32_t pos, uint32_t bytes) {
  if (!inode.cache.has_value()) return;
  PageCache& cache = *inode.cache;
  const uint32_t end = std::min(pos + bytes, cache.size());
  while (pos < end) {
    const uint32_t want = InPage(cache, pos, end - pos);
    const Stretch stretch = inode.extents.Read(pos, want);
    if (stretch.type == ExtentType::kMapped ||
        stretch.type == ExtentType::kDelalloc) {
      cache.LockForStore(pos, stretch.length);
      cache.Fill(pos, Executor::Current().arena().AllocateArray<uint8_t>(
                          stretch.length));
      cache.UnlockDirty(pos);
    }
    pos += stretch.length;
  }
}

int64_t generic_write_sync(Kernel& kernel, Inode& inode, Iocb& iocb,
                           uint32_t pos, int64_t count) {
  if (!iocb.flags.dsync && !iocb.flags.sync) return count;
  kernel.At(KernelStep::kWriteSync);
  checker::MightSleep();
  if (inode.cache.has_value()) {
    const int error =
        inode.cache->WriteAndWait(pos, static_cast<uint32_t>(count));
    if (error != 0) {
      iocb.record.Excuse(error);
      return error;
    }
  }
  if (!Mutated(Mutation::kFlushSkipped)) blkdev_issue_flush(inode.device);
  return count;
}

}  // namespace dio
