#include "model/iomap/dio.h"

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "model/iomap/bounce.h"
#include "model/iomap/ioend.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

Bio* NewBio(IomapDio& dio, const Iocb& iocb, const BioVec& vec,
            const Promise& promise) {
  const uint64_t sector = iocb.pos / dio.inode.device.logical_block_bytes();
  Bio* const bio = Heap::New<Bio>("bio", iocb.op, sector, vec, promise,
                                  Executor::Current().arena());
  bio->bi_private = &dio;
  bio->bi_end_io = &iomap_dio_bio_end_io;
  return bio;
}

// L8a: the user's own pages, which stay open to stores.
Bio* ZeroCopyBio(IomapDio& dio, const Iocb& iocb, const IomapDioFlags& flags) {
  dio.kernel.At(KernelStep::kPinZeroCopy);
  iocb.buffer.pin();
  const BioVec vec{&iocb.buffer.memory, iocb.buffer_offset, iocb.bytes,
                   iocb.buffer.chunk_bytes};
  Bio* const bio =
      NewBio(dio, iocb, vec, {.stable = false, .race = flags.race});
  bio->pinned = &iocb.buffer;
  if (iocb.op == ReqOp::kRead) {
    // Before the I/O, since this may sleep and the completion may be in
    // interrupt context.
    dio.kernel.At(KernelStep::kDirtyBeforeRead);
    iocb.buffer.set_dirty();
  }
  return bio;
}

Bio* BouncedBio(IomapDio& dio, const Iocb& iocb) {
  const uint32_t granule = dio.inode.device.logical_block_bytes();
  Folio* const folio = folio_alloc(iocb.bytes, granule);
  const BioVec vec{&folio->data, 0, iocb.bytes, granule};
  Bio* const bio = NewBio(dio, iocb, vec, {.stable = true});
  bio->bounce = folio;
  if (iocb.op == ReqOp::kWrite) {
    bio_iov_iter_bounce_write(dio.kernel, *bio, iocb);
  } else {
    bio_iov_iter_bounce_read(dio.kernel, *bio, iocb);
  }
  return bio;
}

// L6 to L14. Returns what the oracles judge the call by.
absl::Span<const uint8_t> SubmitBio(IomapDio& dio, const Iocb& iocb,
                                    const IomapDioFlags& flags, BlkPlug& plug) {
  dio.kernel.At(KernelStep::kReadError);
  if (dio.error.Load(std::memory_order_relaxed) != 0) return {};
  Bio* const bio =
      dio.bounce ? BouncedBio(dio, iocb) : ZeroCopyBio(dio, iocb, flags);
  const absl::Span<const uint8_t> data = bio->data;
  // Before the bio is handed over: it may complete at once.
  dio.kernel.At(KernelStep::kDioGet);
  dio.ref.Get();
  if (flags.read_ioend && iocb.op == ReqOp::kRead) {
    InitIoend(*bio);
  }
  dio.inode.device.submit_bio(*bio, &plug);
  dio.size += iocb.bytes;
  return data;
}

// Z6: the state is set before the condition is tested, so that a wake-up in
// between is not lost.
void WaitForCompletion(IomapDio& dio, TaskStruct& current) {
  dio.kernel.At(KernelStep::kWait);
  while (true) {
    current.set_current_state_uninterruptible();
    if (dio.waiter.Load() == nullptr) break;
    current.schedule();
  }
}

// F1 to F7: by the one task that owns the dio now.
int64_t iomap_dio_complete(IomapDio* dio) {
  Kernel& kernel = dio->kernel;
  kernel.At(KernelStep::kDioEnd);
  const int error = dio->error.Load();
  const int64_t result = error != 0 ? error : int64_t{dio->size};
  dio->inode.inode_dio_end();
  kernel.At(KernelStep::kDioFree);
  Heap::Delete(dio);
  return result;
}

// C4: load the waiter, tell it, wake it. The dio may be gone once it is told.
void WakeWaiter(IomapDio& dio) {
  dio.kernel.At(KernelStep::kWakeWaiter);
  TaskStruct* const waiter = dio.waiter.Load(std::memory_order_relaxed);
  dio.waiter.Store(nullptr);
  waiter->wake_up_process();
}

void PutDio(IomapDio& dio) {
  dio.kernel.At(KernelStep::kDioPut);
  if (!dio.ref.Put()) return;
  // Synchronous: the submitter waits, since it dropped its own reference
  // before.
  if (dio.wait_for_completion) WakeWaiter(dio);
}

// C2: from here on the bio must not be touched.
void ReleaseBio(Kernel& kernel, Bio& bio) {
  kernel.At(KernelStep::kReleaseBio);
  if (bio.bounce != nullptr) {
    if (bio.op == ReqOp::kRead) bio_iov_iter_unbounce_read(kernel, bio);
    folio_put(bio.bounce);
  } else {
    // A folio that somebody cleaned meanwhile would be dirtied again, in a
    // worker; nobody cleans folios here.
    bio.pinned->unpin();
  }
  Heap::Delete(&bio);
}

}  // namespace

void iomap_dio_bio_end_io(Bio& bio) {
  auto& dio = *static_cast<IomapDio*>(bio.bi_private);
  Kernel& kernel = dio.kernel;
  kernel.At(KernelStep::kSetError);
  if (const int error = blk_status_to_errno(bio.bi_status.Read()); error != 0) {
    int none = 0;
    dio.error.CompareExchange(none, error);
  }
  if (kernel.behaviour.has(Switch::kBioReleasedBeforeDioRef)) {
    ReleaseBio(kernel, bio);
    PutDio(dio);
  } else {
    PutDio(dio);
    ReleaseBio(kernel, bio);
  }
}

IoOutcome iomap_dio_rw(Kernel& kernel, Inode& inode, const Iocb& iocb,
                       const IomapDioFlags& flags) {
  auto* const dio =
      Heap::New<IomapDio>("dio", kernel, inode, flags.bounce, &iocb.current);
  kernel.At(KernelStep::kDioBegin);
  inode.inode_dio_begin();
  BlkPlug plug;
  IoOutcome outcome;
  outcome.data = SubmitBio(*dio, iocb, flags, plug);
  inode.device.blk_finish_plug(plug);

  kernel.At(KernelStep::kDioPut);
  dio->wait_for_completion = true;
  if (!dio->ref.Put()) WaitForCompletion(*dio, iocb.current);
  outcome.result = iomap_dio_complete(dio);
  return outcome;
}

}  // namespace dio
