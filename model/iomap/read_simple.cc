#include "model/iomap/read_simple.h"

#include <algorithm>
#include <cerrno>
#include <new>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "checker/sync/wait_queue.h"
#include "model/block/bio_dirty.h"
#include "model/iomap/dio.h"
#include "model/iomap/extract.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

// What lies in front of the bio.
struct SimpleRead {
  Kernel& kernel;
  Inode& inode;
  Iocb& iocb;
  const uint32_t size;
  // Of a synchronous read: signalled when the bio is done.
  checker::Completion* done;
};

// Before the bio is released, whose memory the state shares, all that is needed
// afterwards is copied.
int64_t Finish(Bio& bio) {
  const SimpleRead read = *static_cast<SimpleRead*>(bio.bi_private);
  Kernel& kernel = read.kernel;
  const bool copy = kernel.has(Switch::kReadSimpleLocals);
  kernel.At(KernelStep::kReadSimple);
  BlkStatus status = BlkStatus::kOk;
  if (copy) status = bio.bi_status.Load(std::memory_order_relaxed);
  if (read.iocb.iter.bvec) {
    Heap::Delete(&bio);
  } else {
    bio_check_pages_dirty(kernel, bio);
  }
  kernel.At(KernelStep::kReadSimple);
  if (!copy) status = bio.bi_status.Load(std::memory_order_relaxed);
  int64_t result = blk_status_to_errno(status);
  if (result == 0) {
    result = read.size;
    read.iocb.pos += read.size;
  }
  kernel.At(KernelStep::kDioEnd);
  if (!Mutated(Mutation::kSimpleReadDioEndSkipped)) read.inode.inode_dio_end();
  return result;
}

void FinishAsync(Bio& bio) {
  const SimpleRead& read = *static_cast<SimpleRead*>(bio.bi_private);
  Kernel& kernel = read.kernel;
  Iocb& iocb = read.iocb;
  const int64_t result = Finish(bio);
  kernel.At(KernelStep::kKiComplete);
  ki_complete(iocb, result);
}

void iomap_dio_simple_end_io(Bio& bio) {
  const SimpleRead& read = *static_cast<SimpleRead*>(bio.bi_private);
  if (read.done != nullptr) return read.done->Complete();
  if (bio.bi_status.Load(std::memory_order_relaxed) == BlkStatus::kOk)
    return FinishAsync(bio);
  read.kernel.At(KernelStep::kQueueDioWork);
  read.inode.sb.dio_done_worker->Queue([&bio] { FinishAsync(bio); });
}

// One bio for all of the call; null if that cannot be.
Bio* OneBio(Kernel& kernel, Inode& inode, Iocb& iocb, const Iomap& iomap,
            absl::string_view race) {
  const uint32_t bytes = iocb.iter.count();
  const uint32_t vecs = std::min(kernel.limits.bio_max_vecs,
                                 iocb.iter.MostVecs(kernel.limits.page_bytes));
  auto* const bio =
      Heap::New<Bio>("bio", iocb.op, iomap.address,
                     Executor::Current().arena().AllocateArray<BioVec>(vecs),
                     iocb.record, Promise{.stable = false, .race = race});
  bio->bi_bdev = &inode.device;
  bio->call_offset = iocb.iter.consumed();
  const int error = bio_iov_iter_get_pages(kernel, *bio, iocb.iter, UINT32_MAX,
                                           inode.device.logical_block_bytes());
  if (error == 0 && bio->bi_size == bytes) return bio;
  if (error == 0)
    bio_trim_tail(kernel, *bio, UserVecs(*bio), iocb.iter, bio->bi_size);
  Heap::Delete(bio);
  return nullptr;
}

// Whether a single bio is all that the call needs.
bool IsSimple(Inode& inode, const Iocb& iocb, const IomapDioOps& dops,
              Iomap& iomap) {
  const uint32_t bytes = iocb.iter.count();
  const uint32_t block = inode.device.logical_block_bytes();
  return bytes > 0 && !iocb.flags.hipri && iocb.pos + bytes <= inode.i_size() &&
         iocb.pos % block == 0 && bytes % block == 0 &&
         inode.device.spec().dma_alignment <= 1 &&
         dops.iomap_begin(inode, iocb, iocb.pos, bytes, iomap) == 0 &&
         iomap.type == ExtentType::kMapped && !iomap.integrity &&
         iomap.length >= bytes;
}

}  // namespace

int64_t iomap_dio_read_simple(Kernel& kernel, Inode& inode, Iocb& iocb,
                              const IomapDioOps& dops, absl::string_view race) {
  // Before the mapping is looked at: on zoned devices write-back moves the
  // data.
  if (const int error = iomap_dio_clean_cache(kernel, inode, iocb); error != 0)
    return error;
  kernel.At(KernelStep::kMapping);
  Iomap iomap;
  if (!IsSimple(inode, iocb, dops, iomap)) return -ENOTBLK;
  kernel.At(KernelStep::kPinZeroCopy);
  Bio* const bio = OneBio(kernel, inode, iocb, iomap, race);
  if (bio == nullptr) return -ENOTBLK;
  iocb.record.started = true;
  const bool sync = iocb.synchronous();
  if (!sync) sb_init_dio_done_wq(kernel, inode.sb);
  kernel.At(KernelStep::kDioBegin);
  inode.inode_dio_begin();
  if (!iocb.iter.bvec) bio_set_pages_dirty(kernel, *bio);
  checker::Completion done("read_simple.done");
  checker::Arena& arena = Executor::Current().arena();
  bio->bi_private =
      new (arena.Allocate(sizeof(SimpleRead), alignof(SimpleRead)))
          SimpleRead{kernel, inode, iocb, bio->bi_size, sync ? &done : nullptr};
  bio->bi_end_io = &iomap_dio_simple_end_io;
  bio->nowait = iocb.flags.nowait;
  BlkPlug plug;
  blk_start_plug(plug, iocb.current);
  inode.device.submit_bio(*bio, iocb.current);
  blk_finish_plug(plug, iocb.current);
  if (!sync) return kEiocbqueued;
  kernel.At(KernelStep::kReadSimple);
  done.Wait();
  return Finish(*bio);
}

}  // namespace dio
