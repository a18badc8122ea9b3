#include "model/fs/block_dev.h"

#include <cerrno>

#include "checker/sync/heap.h"
#include "checker/sync/wait_queue.h"
#include "model/block/bio_dirty.h"
#include "model/fs/block_dev_dio.h"
#include "model/mutation.h"

namespace dio {
namespace {

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

// __blkdev_direct_IO_simple: without plug and without reference; the submitter
// waits, then releases the pages itself.
int64_t blkdev_direct_io_simple(Kernel& kernel, BlockDevice& device, Iocb& iocb,
                                uint32_t vecs) {
  Bio* const bio = blkdev_alloc_bio(device, iocb, 0, vecs);
  const int error = blkdev_get_pages(kernel, device, *bio, iocb);
  if (error != 0) {
    Heap::Delete(bio);
    return error;
  }
  const uint32_t bytes = bio->bi_size;
  bio->atomic = iocb.flags.atomic;
  bio->nowait = iocb.flags.nowait;
  submit_bio_wait(kernel, device, *bio, iocb.current);

  kernel.At(KernelStep::kBdevRelease);
  if (!iocb.write() && bio->page_pinned) bio_set_pages_dirty(kernel, *bio);
  if (!Mutated(Mutation::kBdevNotUnpinned)) bio_unpin_pages(*bio);
  const int status =
      blk_status_to_errno(bio->bi_status.Load(std::memory_order_relaxed));
  Heap::Delete(bio);
  return status != 0 && !Mutated(Mutation::kBdevErrorLost) ? status
                                                           : int64_t{bytes};
}

}  // namespace

int64_t blkdev_direct_io(Kernel& kernel, BlockDevice& device, Iocb& iocb) {
  iocb.record.started = true;
  if (iocb.iter.count() == 0) return 0;
  const uint32_t block = device.logical_block_bytes();
  if (iocb.pos % block != 0 || iocb.iter.count() % block != 0) {
    iocb.record.Excuse(-EINVAL);
    return -EINVAL;
  }
  // Registered memory comes with vectors of its own, however many.
  const uint32_t vecs = iocb.iter.Pages(kernel.limits.page_bytes);
  if (iocb.iter.bvec || vecs <= kernel.limits.bio_max_vecs) {
    return iocb.synchronous()
               ? blkdev_direct_io_simple(kernel, device, iocb, vecs)
               : blkdev_direct_io_async(kernel, device, iocb, vecs);
  }
  if (iocb.flags.atomic) {
    iocb.record.Excuse(-EINVAL);
    return -EINVAL;
  }
  return blkdev_direct_io_multi(kernel, device, iocb);
}

}  // namespace dio
