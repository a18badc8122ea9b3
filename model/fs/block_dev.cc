#include "model/fs/block_dev.h"

#include <algorithm>
#include <cerrno>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "checker/sync/wait_queue.h"
#include "model/block/bio_dirty.h"
#include "model/iomap/extract.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

void submit_bio_wait_endio(Bio& bio) {
  static_cast<checker::Completion*>(bio.bi_private)->Complete();
}

void submit_bio_wait(Kernel& kernel, BlockDevice& device, Bio& bio,
                     TaskStruct& current) {
  checker::Completion done("bio_done");
  bio.bi_private = &done;
  bio.bi_end_io = &submit_bio_wait_endio;
  device.submit_bio(bio, current);
  kernel.At(KernelStep::kBdevWait);
  done.Wait();
}

Bio* NewBio(Kernel& kernel, BlockDevice& device, Iocb& iocb) {
  const uint32_t vecs = std::min(kernel.limits.bio_max_vecs,
                                 iocb.iter.MostVecs(kernel.limits.page_bytes));
  Bio* const bio = Heap::New<Bio>(
      "bio", iocb.op, iocb.pos,
      Executor::Current().arena().AllocateArray<BioVec>(vecs), iocb.record,
      Promise{.stable = false, .race = iocb.write() ? "R14b" : "R07"});
  bio->bi_bdev = &device;
  return bio;
}

// __blkdev_direct_IO_simple: without plug and without reference; the submitter
// waits, then releases the pages itself.
int64_t blkdev_direct_io_simple(Kernel& kernel, BlockDevice& device,
                                Iocb& iocb) {
  Bio* const bio = NewBio(kernel, device, iocb);
  const int error = bio_iov_iter_get_pages(kernel, *bio, iocb.iter, UINT32_MAX,
                                           device.logical_block_bytes());
  if (error != 0) {
    Heap::Delete(bio);
    return error;
  }
  const uint32_t bytes = bio->bi_size;
  submit_bio_wait(kernel, device, *bio, iocb.current);

  kernel.At(KernelStep::kBdevRelease);
  if (!iocb.write() && bio->page_pinned) bio_set_pages_dirty(kernel, *bio);
  bio_unpin_pages(*bio);
  const int status =
      blk_status_to_errno(bio->bi_status.Load(std::memory_order_relaxed));
  Heap::Delete(bio);
  return status != 0 ? status : int64_t{bytes};
}

}  // namespace

int64_t blkdev_direct_io(Kernel& kernel, BlockDevice& device, Iocb& iocb) {
  iocb.record.started = true;
  return blkdev_direct_io_simple(kernel, device, iocb);
}

}  // namespace dio
