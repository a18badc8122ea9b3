#include "model/fs/block_dev_dio.h"

#include <algorithm>
#include <cerrno>
#include <new>

#include "checker/runtime/executor.h"
#include "checker/sync/atomic.h"
#include "checker/sync/heap.h"
#include "checker/sync/refcount.h"
#include "model/block/bio_dirty.h"
#include "model/iomap/extract.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

bool ShouldDirty(const Iocb& iocb) { return !iocb.write() && !iocb.iter.bvec; }

void ReleaseBio(Kernel& kernel, Bio& bio, bool should_dirty) {
  kernel.At(KernelStep::kBdevRelease);
  if (should_dirty) return bio_check_pages_dirty(kernel, bio);
  bio_unpin_pages(bio);
  Heap::Delete(&bio);
}

void Complete(Kernel& kernel, Iocb& iocb, BlkStatus status, uint32_t size) {
  int64_t result = blk_status_to_errno(status);
  if (result == 0) {
    result = size;
    iocb.pos += size;
  }
  kernel.At(KernelStep::kKiComplete);
  ki_complete(iocb, result);
}

// struct blkdev_dio of a single bio: in front of it, so it lives as long.
struct SingleDio {
  Kernel& kernel;
  Iocb& iocb;
  const uint32_t size;
  const bool should_dirty;
};

void blkdev_bio_end_io_async(Bio& bio) {
  const SingleDio dio = *static_cast<SingleDio*>(bio.bi_private);
  dio.kernel.At(KernelStep::kBdevDone);
  Complete(dio.kernel, dio.iocb, bio.bi_status.Load(std::memory_order_relaxed),
           dio.size);
  ReleaseBio(dio.kernel, bio, dio.should_dirty);
}

// struct blkdev_dio of several bios. In the kernel it lies in front of the
// first bio, which an extra reference keeps; here it is freed when that
// reference is dropped.
struct MultiDio {
  MultiDio(Kernel& kernel, Iocb& iocb)
      : kernel(kernel),
        iocb(iocb),
        sync(iocb.synchronous()),
        should_dirty(ShouldDirty(iocb)),
        waiter("blkdev_dio.waiter", &iocb.current) {}

  Kernel& kernel;
  Iocb& iocb;
  const bool sync;
  const bool should_dirty;
  // Written before the last bio is submitted.
  uint32_t size = 0;
  // The last bio's reference is there from the start.
  checker::Refcount ref{"blkdev_dio.ref", 1};
  // dio->bio.bi_status: tested and stored without a lock, so of several errors
  // any may win.
  checker::Atomic<BlkStatus> status{"blkdev_dio.bi_status", BlkStatus::kOk};
  checker::Atomic<TaskStruct*> waiter;
};

void KeepError(MultiDio& dio, BlkStatus status) {
  if (status == BlkStatus::kOk) return;
  dio.kernel.At(KernelStep::kSetError);
  if (dio.status.Load(std::memory_order_relaxed) == BlkStatus::kOk)
    dio.status.Store(status, std::memory_order_relaxed);
}

// The last bio is done.
void Finish(MultiDio& dio) {
  if (!dio.sync) {
    Complete(dio.kernel, dio.iocb, dio.status.Load(std::memory_order_relaxed),
             dio.size);
    Heap::Delete(&dio);
    return;
  }
  dio.kernel.At(KernelStep::kWakeWaiter);
  TaskStruct* const waiter = dio.waiter.Load(std::memory_order_relaxed);
  // The submitter may return from here on.
  dio.waiter.Store(nullptr);
  waiter->wake_up_process();
}

void blkdev_bio_end_io(Bio& bio) {
  auto& dio = *static_cast<MultiDio*>(bio.bi_private);
  Kernel& kernel = dio.kernel;
  const bool should_dirty = dio.should_dirty;
  kernel.At(KernelStep::kBdevDone);
  KeepError(dio, bio.bi_status.Load(std::memory_order_relaxed));
  kernel.At(KernelStep::kDioPut);
  if (dio.ref.Put()) Finish(dio);
  ReleaseBio(kernel, bio, should_dirty);
}

// The loop over bios of __blkdev_direct_IO.
class Submission {
 public:
  Submission(BlockDevice& device, MultiDio& dio)
      : device_(device), dio_(dio), kernel_(dio.kernel), iocb_(dio.iocb) {}

  // 0 or -errno. `abandoned`: nothing was submitted, and nothing will complete.
  int Run(bool& abandoned) {
    while (true) {
      Bio& bio = NextBio();
      const int error = bio_iov_iter_get_pages(
          kernel_, bio, iocb_.iter, UINT32_MAX, device_.logical_block_bytes());
      if (error != 0) {
        // For earlier bios' sake the call ends like any other.
        iocb_.record.Excuse(-EIO);
        bio.bi_status.Store(BlkStatus::kIoErr, std::memory_order_relaxed);
        bio_endio(kernel_, bio);
        return error;
      }
      const bool last = iocb_.iter.count() == 0;
      if (iocb_.flags.nowait && !last) {
        // Of several bios one might fail alone. This is the first.
        iocb_.record.Excuse(-EAGAIN);
        bio_unpin_pages(bio);
        Heap::Delete(&bio);
        abandoned = true;
        return -EAGAIN;
      }
      if (Submit(bio, last)) return 0;
    }
  }

 private:
  Bio& NextBio() {
    const uint32_t vecs = std::min(kernel_.limits.bio_max_vecs,
                                   iocb_.iter.Pages(kernel_.limits.page_bytes));
    Bio& bio = *blkdev_alloc_bio(device_, iocb_, dio_.size, vecs);
    bio.bi_private = &dio_;
    bio.bi_end_io = &blkdev_bio_end_io;
    return bio;
  }

  // Returns whether it was the last.
  bool Submit(Bio& bio, bool last) {
    bio.nowait = iocb_.flags.nowait;
    if (dio_.should_dirty) bio_set_pages_dirty(kernel_, bio);
    if (!Mutated(Mutation::kBdevSizeNotCounted)) dio_.size += bio.bi_size;
    if (!last) {
      kernel_.At(KernelStep::kDioGet);
      if (!Mutated(Mutation::kBdevBioWithoutReference)) dio_.ref.Get();
    }
    device_.submit_bio(bio, iocb_.current);
    return last;
  }

  BlockDevice& device_;
  MultiDio& dio_;
  Kernel& kernel_;
  Iocb& iocb_;
};

void WaitForCompletion(MultiDio& dio, TaskStruct& current) {
  dio.kernel.At(KernelStep::kBdevWait);
  while (true) {
    current.set_current_state_uninterruptible();
    if (dio.waiter.Load(std::memory_order_relaxed) == nullptr) return;
    current.schedule();
  }
}

}  // namespace

Bio* blkdev_alloc_bio(BlockDevice& device, Iocb& iocb, uint32_t done,
                      uint32_t vecs) {
  Bio* const bio = Heap::New<Bio>(
      "bio", iocb.op, iocb.pos + done,
      Executor::Current().arena().AllocateArray<BioVec>(vecs), iocb.record,
      Promise{.stable = false, .race = iocb.write() ? "R14b" : "R07"});
  bio->bi_bdev = &device;
  bio->call_offset = iocb.iter.consumed();
  bio->fua = device.write_cache() && iocb.write() &&
             (iocb.flags.dsync || iocb.flags.sync);
  return bio;
}

int blkdev_get_pages(Kernel& kernel, BlockDevice& device, Bio& bio,
                     Iocb& iocb) {
  const int error = bio_iov_iter_get_pages(kernel, bio, iocb.iter, UINT32_MAX,
                                           device.logical_block_bytes());
  if (error != 0 || !iocb.flags.atomic || iocb.iter.count() == 0) return error;
  if (kernel.has(Switch::kAtomicShortPin)) {
    bio_unpin_pages(bio);
    iocb.iter.Revert(bio.bi_size);
    iocb.record.Excuse(-EINVAL);
    return -EINVAL;
  }
  const uint32_t left = iocb.iter.count();
  Executor::Current().Report({.kind = "torn_atomic_write",
                              .oracle = "atomic_write",
                              .object = iocb.iter.place().buffer->memory().id(),
                              .blame = "kernel",
                              .row = "R57"},
                             [&] {
                               return absl::StrCat(
                                   "an atomic write goes out without its last ",
                                   left, " bytes, which could not be pinned");
                             });
  return 0;
}

int64_t blkdev_direct_io_async(Kernel& kernel, BlockDevice& device, Iocb& iocb,
                               uint32_t vecs) {
  Bio& bio = *blkdev_alloc_bio(device, iocb, 0, vecs);
  const int error = blkdev_get_pages(kernel, device, bio, iocb);
  if (error != 0) {
    Heap::Delete(&bio);
    return error;
  }
  checker::Arena& arena = Executor::Current().arena();
  const bool should_dirty = ShouldDirty(iocb);
  bio.bi_private = new (arena.Allocate(sizeof(SingleDio), alignof(SingleDio)))
      SingleDio{kernel, iocb, bio.bi_size, should_dirty};
  bio.bi_end_io = &blkdev_bio_end_io_async;
  if (should_dirty) bio_set_pages_dirty(kernel, bio);
  bio.atomic = iocb.flags.atomic;
  bio.nowait = iocb.flags.nowait;
  bio.polled = iocb.flags.hipri;
  device.submit_bio(bio, iocb.current);
  return kEiocbqueued;
}

int64_t blkdev_direct_io_multi(Kernel& kernel, BlockDevice& device,
                               Iocb& iocb) {
  auto& dio = *Heap::New<MultiDio>("blkdev_dio", kernel, iocb);
  TaskStruct& current = iocb.current;
  const bool sync = dio.sync;
  BlkPlug plug;
  blk_start_plug(plug, current);
  bool abandoned = false;
  int64_t result = Submission(device, dio).Run(abandoned);
  blk_finish_plug(plug, current);
  if (abandoned) {
    Heap::Delete(&dio);
    return result;
  }
  if (!sync) return kEiocbqueued;
  WaitForCompletion(dio, current);
  if (result == 0)
    result = blk_status_to_errno(dio.status.Load(std::memory_order_relaxed));
  if (result == 0) result = dio.size;
  Heap::Delete(&dio);
  return result;
}

}  // namespace dio
