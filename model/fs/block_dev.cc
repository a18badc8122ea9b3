#include "model/fs/block_dev.h"

#include "checker/runtime/executor.h"
#include "checker/sync/wait_queue.h"

namespace dio {
namespace {

void submit_bio_wait_endio(Bio& bio) {
  static_cast<checker::Completion*>(bio.bi_private)->Complete();
}

void submit_bio_wait(Kernel& kernel, BlockDevice& device, Bio& bio) {
  checker::Completion done("bio_done");
  bio.bi_private = &done;
  bio.bi_end_io = &submit_bio_wait_endio;
  device.submit_bio(bio, /*plug=*/nullptr);
  kernel.At(KernelStep::kBdevWait);
  done.Wait();
}

}  // namespace

IoOutcome blkdev_direct_io_simple(Kernel& kernel, BlockDevice& device,
                                  const Iocb& iocb) {
  const BioVec vec{&iocb.buffer.memory, iocb.buffer_offset, iocb.bytes,
                   iocb.buffer.chunk_bytes};
  const bool write = iocb.op == ReqOp::kWrite;
  Bio bio(iocb.op, iocb.pos / device.logical_block_bytes(), vec,
          {.stable = false, .race = write ? "R14b" : "R07"},
          checker::Executor::Current().arena());
  kernel.At(KernelStep::kPinZeroCopy);
  iocb.buffer.pin();
  submit_bio_wait(kernel, device, bio);

  kernel.At(KernelStep::kBdevRelease);
  if (!write) iocb.buffer.set_dirty();
  iocb.buffer.unpin();
  const int error = blk_status_to_errno(bio.bi_status.Read());
  return {.result = error != 0 ? error : int64_t{iocb.bytes}, .data = bio.data};
}

}  // namespace dio
