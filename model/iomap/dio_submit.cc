// The way down: a system call, its mappings, and the wait.

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "model/block/poll.h"
#include "model/iomap/dio.h"
#include "model/iomap/dio_iter.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

// The mappings of the call, one after the other. 0 or -errno; `pos` moves on by
// what was submitted.
int SubmitMappings(IomapDio& dio, uint32_t& pos) {
  uint32_t left = dio.iocb.iter.count();
  while (left > 0) {
    dio.kernel.At(KernelStep::kMapping);
    Iomap iomap;
    if (const int error =
            dio.dops.iomap_begin(dio.inode, dio.iocb, pos, left, iomap);
        error != 0)
      return error;
    const auto [done, error, out_of_vecs] = iomap_dio_iter(dio, iomap, pos);
    if (done <= 0) return static_cast<int>(done);
    if (!Mutated(Mutation::kSecondMappingAtFirst))
      pos += static_cast<uint32_t>(done);
    left -= static_cast<uint32_t>(done);
    if (error != 0) return error;
    if (out_of_vecs) break;
  }
  return 0;
}

// P4, P5: the flags that the call starts with.
uint32_t InitialFlags(const Iocb& iocb, bool bounce) {
  uint32_t flags = bounce ? IomapDio::kBounce : 0;
  if (!iocb.write())
    return flags | (iocb.iter.bvec ? 0 : IomapDio::kUserBacked);
  flags |= IomapDio::kWrite;
  if (iocb.flags.dsync || iocb.flags.sync) {
    flags |= IomapDio::kNeedSync;
    if (!iocb.flags.sync) flags |= IomapDio::kWriteThrough;
  }
  return flags;
}

// What the iterator says was used must be what was accepted.
void CheckIterator(const IomapDio& dio) {
  const uint32_t consumed = dio.iocb.iter.consumed() - dio.first_byte;
  if (consumed == dio.submitted) return;
  Executor::Current().Report(
      {.kind = "wrong_iterator",
       .oracle = "iterator_position",
       .object = dio.ref.id(),
       .blame = "kernel",
       .row = consumed < dio.submitted ? "R28" : "R54"},
      [&] {
        return absl::StrCat("the iterator has moved by ", consumed,
                            " bytes, but ", dio.submitted,
                            " were submitted: whoever goes on from it ",
                            consumed < dio.submitted ? "sends bytes twice"
                                                     : "leaves bytes out");
      });
}

// Z6: the state is set before the condition is tested, so that a wake-up in
// between is not lost.
void WaitForCompletion(IomapDio& dio, TaskStruct& current) {
  const bool state_first = dio.kernel.has(Switch::kStateBeforeTest);
  dio.kernel.At(KernelStep::kWait);
  while (true) {
    if (state_first) current.set_current_state_uninterruptible();
    if (dio.submit_aio.LoadWaiter() == nullptr) break;
    if (!state_first) current.set_current_state_uninterruptible();
    // io_schedule_prepare: the plug of a batch is not held while asleep.
    if (current.plug != nullptr) blk_flush_plug(*current.plug);
    // An asynchronous call that has to wait after all, and polls.
    TimeOutPolled(dio.kernel, current, &dio.iocb.record);
    current.schedule();
  }
}

// Z2 to Z5. Returns whether to wait.
bool EndSubmission(IomapDio& dio, int error, uint32_t pos) {
  Kernel& kernel = dio.kernel;
  Iocb& iocb = dio.iocb;
  CheckIterator(dio);
  if (!iocb.write() && pos > dio.i_size) {
    kernel.At(KernelStep::kIterToEof);
    iocb.iter.Revert(pos - dio.i_size);
  }
  bool wait = iocb.synchronous() || dio.asked.force_wait;
  if (error == -EFAULT && dio.submitted > 0 && dio.asked.partial) {
    if (!iocb.flags.nowait) wait = true;
    error = 0;
  }
  if (error == -ENOTBLK) {
    wait = true;
    error = 0;
  }
  if (error < 0 && !Mutated(Mutation::kSubmissionErrorLost)) {
    kernel.At(KernelStep::kSubmitterError);
    iomap_dio_set_error(dio, error);
  }
  kernel.At(KernelStep::kWaitDecision);
  if ((dio.my_flags & IomapDio::kWriteThrough) != 0) {
    dio.ClearFlags(IomapDio::kNeedSync);
  } else if ((dio.my_flags & IomapDio::kNeedSync) != 0) {
    if (!Mutated(Mutation::kSyncInline)) dio.SetFlags(IomapDio::kCompWork);
  }
  return wait;
}

// Z5, Z6: the submitter drops its own reference.
int64_t FinishSubmission(IomapDio& dio, bool wait) {
  Kernel& kernel = dio.kernel;
  dio.wait_for_completion.Write(wait);
  kernel.At(KernelStep::kDioPut);
  if (Mutated(Mutation::kSubmitterKeepsReference) || !dio.ref.Put()) {
    // From here on the dio may be gone, unless this task is waited for.
    if (!kernel.has(Switch::kWaitDecisionLocal))
      wait = dio.wait_for_completion.Read();
    if (!wait || Mutated(Mutation::kSubmitterDoesNotWait)) return kEiocbqueued;
    WaitForCompletion(dio, dio.iocb.current);
  }
  return iomap_dio_complete(&dio);
}

}  // namespace

int iomap_dio_clean_cache(Kernel& kernel, Inode& inode, Iocb& iocb) {
  if (!inode.cache.has_value()) return 0;
  PageCache& cache = *inode.cache;
  const uint32_t bytes = iocb.iter.count();
  const bool write = iocb.write();
  kernel.At(write ? KernelStep::kWriteInvalidate : KernelStep::kReadWriteBack);
  int error = 0;
  if (iocb.flags.nowait) {
    const bool would_block = write ? cache.RangeHasPage(iocb.pos, bytes)
                                   : cache.RangeNeedsWriteback(iocb.pos, bytes);
    if (would_block) {
      iocb.record.Excuse(-EAGAIN);
      return -EAGAIN;
    }
  } else if (!Mutated(Mutation::kWriteBackSkipped)) {
    error = cache.WriteAndWait(iocb.pos, bytes);
  }
  if (error != 0 && !write) {
    iocb.record.Excuse(error);
    return error;
  }
  if (error == 0 && (!write || Mutated(Mutation::kPreInvalidateSkipped) ||
                     cache.Invalidate(iocb.pos, bytes)))
    return 0;
  if (!iocb.flags.nowait && !iocb.flags.atomic) return -ENOTBLK;
  iocb.record.Excuse(-EAGAIN);
  return -EAGAIN;
}

void sb_init_dio_done_wq(Kernel& kernel, SuperBlock& sb) {
  kernel.At(KernelStep::kDioWorkqueue);
  if (sb.s_dio_done_wq.Load(std::memory_order_relaxed) != nullptr) return;
  auto* const mine = Heap::New<DioWorkqueue>("workqueue");
  if (!kernel.has(Switch::kDioWqInstalledByCmpxchg)) {
    sb.s_dio_done_wq.Store(mine);
    return;
  }
  DioWorkqueue* none = nullptr;
  if (!sb.s_dio_done_wq.CompareExchange(none, mine) &&
      !Mutated(Mutation::kLosersWorkqueueKept))
    Heap::Delete(mine);
}

IomapDio::IomapDio(Kernel& kernel, Inode& inode, Iocb& iocb,
                   const IomapDioOps& dops, const IomapDioFlags& asked,
                   uint32_t i_size, uint32_t initial_flags)
    : kernel(kernel),
      inode(inode),
      iocb(iocb),
      dops(dops),
      asked(asked),
      i_size(i_size),
      flags("dio.flags", initial_flags),
      submit_aio(&iocb.current),
      my_flags(initial_flags) {}

void IomapDio::SetFlags(uint32_t bits) {
  my_flags |= bits;
  flags.Write(my_flags);
}

void IomapDio::ClearFlags(uint32_t bits) {
  my_flags &= ~bits;
  flags.Write(my_flags);
}

void IomapDioOps::submit_io(IomapDio& dio, const Iomap&, Bio& bio) const {
  dio.inode.device.submit_bio(bio, dio.iocb.current);
}

int64_t iomap_dio_rw(Kernel& kernel, Inode& inode, Iocb& iocb,
                     const IomapDioOps& dops, const IomapDioFlags& flags) {
  iocb.record.started = true;
  if (iocb.iter.count() == 0) return 0;
  kernel.At(KernelStep::kDioAlloc);
  const bool write = iocb.write();
  const uint32_t i_size = inode.i_size();
  if (!write && iocb.pos >= i_size) {
    iocb.record.ExcuseShort();
    return 0;
  }
  const uint32_t end = iocb.pos + iocb.iter.count();
  if (write && flags.overwrite_only && end > i_size) return -EAGAIN;
  uint32_t initial = InitialFlags(iocb, flags.bounce);
  if (write && end > i_size) initial |= IomapDio::kCompWork;
  if (const int error = iomap_dio_clean_cache(kernel, inode, iocb); error != 0)
    return error;
  kernel.At(KernelStep::kDioAlloc);
  auto* const dio = Heap::New<IomapDio>("dio", kernel, inode, iocb, dops, flags,
                                        i_size, initial);
  if (!iocb.synchronous() && (write || kernel.has(Switch::kDioWqForReads)))
    sb_init_dio_done_wq(kernel, inode.sb);
  kernel.At(KernelStep::kDioBegin);
  if (!Mutated(Mutation::kDioBeginSkipped)) inode.inode_dio_begin();
  BlkPlug plug;
  blk_start_plug(plug, iocb.current);
  uint32_t pos = iocb.pos;
  const int error = SubmitMappings(*dio, pos);
  if (!Mutated(Mutation::kPlugNotFinished)) blk_finish_plug(plug, iocb.current);
  const bool wait = EndSubmission(*dio, error, pos);
  return FinishSubmission(*dio, wait);
}

}  // namespace dio
