// The way up: from the end of a bio to the end of the call.

#include <cerrno>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "checker/sync/task.h"
#include "model/block/bio_dirty.h"
#include "model/block/fs_integrity.h"
#include "model/iomap/bounce.h"
#include "model/iomap/buffered_io.h"
#include "model/iomap/dio.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

// C4s: load the waiter, tell it, wake it. The dio may be gone once it is told.
void WakeWaiter(IomapDio& dio) {
  dio.kernel.At(KernelStep::kWakeWaiter);
  TaskStruct* const waiter = dio.submit_aio.LoadWaiter();
  if (Mutated(Mutation::kWakeBeforeTelling)) waiter->wake_up_process();
  if (!Mutated(Mutation::kWaiterNotTold)) dio.submit_aio.ClearWaiter();
  if (Mutated(Mutation::kWakeBeforeTelling)) return;
  // A waker without a copy of its own looks into the dio again.
  if (!dio.kernel.has(Switch::kWakerCopiesWaiter))
    static_cast<void>(dio.wait_for_completion.Read());
  if (!Mutated(Mutation::kWaiterNotWoken)) waiter->wake_up_process();
}

void CompleteAsync(IomapDio* dio) {
  Kernel& kernel = dio->kernel;
  Iocb& iocb = dio->iocb;
  const int64_t result = iomap_dio_complete(dio);
  kernel.At(KernelStep::kKiComplete);
  if (Mutated(Mutation::kCompletedTwice)) ki_complete(iocb, result);
  ki_complete(iocb, result);
}

// C4a3.
void QueueDioWork(IomapDio& dio) {
  dio.kernel.At(KernelStep::kQueueDioWork);
  dio.submit_aio.InitWork();
  SuperBlock& sb = dio.inode.sb;
  DioWorkqueue* const workqueue =
      sb.s_dio_done_wq.Load(std::memory_order_acquire);
  if (workqueue == nullptr) {
    Executor::Current().Fail(
        {.kind = "null_dereference",
         .oracle = "s_dio_done_wq",
         .object = sb.s_dio_done_wq.id(),
         .blame = "kernel",
         .row = "R25"},
        [] {
          return std::string(
              "queue_work on s_dio_done_wq, which nobody has created");
        });
    return;
  }
  static_cast<void>(workqueue->alive.Load(std::memory_order_relaxed));
  if (Mutated(Mutation::kDioWorkNotQueued)) return;
  sb.dio_done_worker->Queue([&dio] { CompleteAsync(&dio); });
}

// C4a1, C4a2: whether the completion needs a context that may sleep.
bool NeedsWorker(IomapDio& dio, bool in_worker) {
  Kernel& kernel = dio.kernel;
  if (Mutated(Mutation::kAlwaysInline)) return false;
  if (!kernel.has(Switch::kDioInlineCompletion)) return dio.write();
  uint32_t flags = dio.flags.Read();
  if (in_worker) flags &= ~uint32_t{IomapDio::kCompWork};
  if (kernel.has(Switch::kErrorCompletionInTask) &&
      dio.error.Load(std::memory_order_relaxed) != 0)
    flags |= IomapDio::kCompWork;
  if (dio.write() && (flags & IomapDio::kCompWork) == 0) {
    if (dio.inode.HasCachedPages() && !Mutated(Mutation::kCachedPagesMissed)) {
      flags |= IomapDio::kCompWork;
    } else {
      flags |= IomapDio::kNoInvalidate;
    }
  }
  dio.my_flags = flags;
  dio.flags.Write(flags);
  return (flags & IomapDio::kCompWork) != 0;
}

// Instead of F4, where the cache was empty when it was looked at: a page that
// was dirtied since disagrees with the device, and nobody is told. The oracle's
// own look, announced as such. A page that was only read in since has what the
// device committed before.
void CheckNothingDirty(Kernel& kernel, PageCache& cache, uint32_t pos,
                       uint32_t size) {
  kernel.At(KernelStep::kPostInvalidate);
  cache.AddMark(pos, size, PageCache::kNotInvalidated);
  if (!cache.RangeNeedsWriteback(pos, size)) return;
  Executor::Current().Report(
      {.kind = "stale_page_cache",
       .oracle = "no_invalidate",
       .object = cache.data().id(),
       .blame = "known_open",
       .row = "R38"},
      [] {
        return std::string(
            "a direct write completes inline, since the page cache was empty, "
            "but a page of its range is dirty by now: cache and device "
            "disagree, and nobody is told");
      });
}

// F4: pages that were read in meanwhile hold old data. After an error they
// stay, though some of it may have been committed.
void PostInvalidate(IomapDio& dio, uint32_t flags, uint32_t size, int error) {
  Inode& inode = dio.inode;
  if (!dio.write() || size == 0 || !inode.cache.has_value()) return;
  PageCache& cache = *inode.cache;
  const uint32_t pos = dio.iocb.pos;
  Kernel& kernel = dio.kernel;
  if (error != 0) return cache.AddMark(pos, size, PageCache::kNotInvalidated);
  if ((flags & IomapDio::kNoInvalidate) != 0)
    return CheckNothingDirty(kernel, cache, pos, size);
  if (!kernel.has(Switch::kAioPostInvalidate) && !dio.iocb.synchronous())
    return;
  kernel.At(KernelStep::kPostInvalidate);
  if (Mutated(Mutation::kPostInvalidateSkipped) || cache.Invalidate(pos, size))
    return;
  // Legal: reported, and the mapping gets an error.
  cache.AddMark(pos, size, PageCache::kMappingError);
  checker::Note([] {
    return std::string("Page cache invalidation failure on direct I/O");
  });
}

void PutDio(IomapDio& dio, bool in_worker) {
  dio.kernel.At(KernelStep::kDioPut);
  if (Mutated(Mutation::kDioPutTwice) && dio.ref.Put())
    return iomap_dio_done(dio, in_worker);
  if (dio.ref.Put()) iomap_dio_done(dio, in_worker);
}

// C2: from here on the bio must not be touched.
void ReleaseBio(Kernel& kernel, Bio& bio, uint32_t flags, bool is_error) {
  kernel.At(KernelStep::kReleaseBio);
  if ((flags & IomapDio::kBounce) != 0) {
    bio_iov_iter_unbounce(kernel, bio, is_error);
  } else if ((flags & IomapDio::kUserBacked) != 0) {
    return bio_check_pages_dirty(kernel, bio);
  } else if (!bio.zeroing && !Mutated(Mutation::kWriteNotUnpinned)) {
    bio_unpin_pages(bio);
  }
  if (!Mutated(Mutation::kBioNotFreed)) Heap::Delete(&bio);
}

void EndBio(Bio& bio, bool in_worker) {
  auto& dio = *static_cast<IomapDio*>(bio.bi_private);
  Kernel& kernel = dio.kernel;
  kernel.At(KernelStep::kSetError);
  if (const int error =
          blk_status_to_errno(bio.bi_status.Load(std::memory_order_relaxed));
      error != 0 && !Mutated(Mutation::kBioErrorIgnored))
    iomap_dio_set_error(dio, error);
  // Of a bio that no ioend has verified: nobody looks at it any more.
  if (!Mutated(Mutation::kPiNotFreed)) fs_bio_integrity_free(kernel, bio);
  kernel.At(KernelStep::kReleaseBio);
  const auto is_error = [&] {
    return bio.bounced_read && (bio.finished_as_write ||
                                dio.error.Load(std::memory_order_relaxed) != 0);
  };
  if (kernel.has(Switch::kBioReleasedBeforeDioRef)) {
    const uint32_t flags = dio.flags.RacyRead();
    ReleaseBio(kernel, bio, flags, is_error());
    return PutDio(dio, in_worker);
  }
  // What is needed afterwards must be known before.
  const bool preload = kernel.has(Switch::kDioFlagsPreloaded);
  uint32_t flags = preload ? dio.flags.RacyRead() : 0;
  const bool error = is_error();
  PutDio(dio, in_worker);
  kernel.At(KernelStep::kReleaseBio);
  if (!preload) flags = dio.flags.RacyRead();
  ReleaseBio(kernel, bio, flags, error);
}

// A later error has taken the place of the first.
void ReportOverwritten(IomapDio& dio, int before, int error) {
  if (before == 0 || before == error) return;
  Executor::Current().Report({.kind = "error_overwritten",
                              .oracle = "first_error",
                              .object = dio.error.id(),
                              .blame = "kernel",
                              .row = "R22"},
                             [&] {
                               return absl::StrCat("dio->error was ", before,
                                                   " and becomes ", error);
                             });
}

}  // namespace

std::string CheckerValueText(SubmitAioWord word) {
  switch (word) {
    case SubmitAioWord::kNull:
      return "null";
    case SubmitAioWord::kWork:
      return "work";
  }
  return "set";
}

TaskStruct* SubmitAioUnion::LoadWaiter() const {
  const SubmitAioWord word = word_.Load(std::memory_order_relaxed);
  if (word == SubmitAioWord::kWork) {
    Executor::Current().Fail(
        {.kind = "union_overlap",
         .oracle = "submit_aio_union",
         .object = word_.id(),
         .blame = "kernel"},
        [] {
          return std::string(
              "dio->submit.waiter is read, but aio.work lies there by now");
        });
  }
  // It was one. NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<TaskStruct*>(static_cast<uintptr_t>(word));
}

void iomap_dio_set_error(IomapDio& dio, int error) {
  if (!dio.kernel.has(Switch::kFirstErrorWins)) {
    ReportOverwritten(dio, dio.error.Exchange(error), error);
    return;
  }
  int none = 0;
  dio.error.CompareExchange(none, error);
}

void iomap_dio_bio_end_io(Bio& bio) { EndBio(bio, /*in_worker=*/false); }

void iomap_dio_bio_end_io_in_worker(Bio& bio) {
  EndBio(bio, /*in_worker=*/true);
}

void iomap_dio_done(IomapDio& dio, bool in_worker) {
  dio.kernel.At(KernelStep::kAsyncDone);
  if (dio.wait_for_completion.Read()) return WakeWaiter(dio);
  if (NeedsWorker(dio, in_worker)) return QueueDioWork(dio);
  CompleteAsync(&dio);
}

int64_t iomap_dio_complete(IomapDio* dio) {
  Kernel& kernel = dio->kernel;
  Inode& inode = dio->inode;
  Iocb& iocb = dio->iocb;
  kernel.At(KernelStep::kEndIo);
  const uint32_t flags = dio->flags.Read();
  const uint32_t size = dio->size.Read();
  const int error = dio->error.Load();
  const bool end_io_first = kernel.has(Switch::kEndIoBeforeInvalidate);
  if (!end_io_first) PostInvalidate(*dio, flags, size, error);
  kernel.At(KernelStep::kEndIo);
  int64_t result =
      Mutated(Mutation::kEndIoSkipped)
          ? error
          : dio->dops.end_io(inode, iocb, size, error,
                             {.unwritten = (flags & IomapDio::kUnwritten) != 0,
                              .cow = (flags & IomapDio::kCow) != 0});
  if (result != 0 && result != -EAGAIN && result != -ENOTBLK) {
    kernel.At(KernelStep::kReportError);
    // fserror: fanotify takes locks that sleep.
    if (dio->write()) checker::MightSleep();
  }
  if (result == 0) {
    result = size;
    if (!dio->write() && iocb.pos + size > dio->i_size &&
        !Mutated(Mutation::kResultBeyondEof)) {
      result = dio->i_size - iocb.pos;
      iocb.record.ExcuseShort();
    }
  }
  if (end_io_first) PostInvalidate(*dio, flags, size, error);
  kernel.At(KernelStep::kDioEnd);
  if (!Mutated(Mutation::kDioEndSkipped)) inode.inode_dio_end();
  if (result > 0) {
    const uint32_t pos = iocb.pos;
    iocb.pos += static_cast<uint32_t>(result);
    if ((flags & IomapDio::kNeedSync) != 0 && !Mutated(Mutation::kSyncSkipped))
      result = generic_write_sync(kernel, inode, iocb, pos, result);
    if (result > 0) result += dio->asked.done_before;
  }
  kernel.At(KernelStep::kDioFree);
  if (!Mutated(Mutation::kDioNotFreed)) Heap::Delete(dio);
  return result;
}

}  // namespace dio
