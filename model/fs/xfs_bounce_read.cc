#include "model/fs/xfs_bounce_read.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "model/block/fs_integrity.h"
#include "model/block/interval_check.h"
#include "model/in_arena.h"
#include "model/iomap/bounce.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

// struct iomap_ioend of a read; in the arena, since the bio is embedded in it.
struct ReadIoend {
  ReadIoend(IomapDio& dio, const Bio& bio) : dio(dio), saved(bio) {}

  IomapDio& dio;
  const SavedIter saved;
  // bi_remaining of the bio that clones are read for: they and its own.
  std::optional<checker::Refcount> remaining = {};
  uint32_t rereads = 0;
};

// Of a clone, which reads bytes from `offset` of the original on.
struct CloneIoend {
  Bio& original;
  const uint32_t offset;
  const SavedIter saved;
};

ReadIoend& IoendOf(Bio& bio) {
  return *static_cast<ReadIoend*>(bio.bi_private);
}

void EndBouncedRead(Bio& bio);

// (4): the bio ends as if nothing had happened.
void Finish(Bio& bio) {
  const ReadIoend& ioend = IoendOf(bio);
  RestoreIter(bio, ioend.saved);
  fs_bio_integrity_free(ioend.dio.kernel, bio);
  bio.bi_private = &ioend.dio;
  iomap_dio_bio_end_io_in_worker(bio);
}

void EndAs(Bio& bio, BlkStatus status) {
  bio.call->Excuse(blk_status_to_errno(status));
  bio.bi_status.Store(status, std::memory_order_relaxed);
  Finish(bio);
}

// The last of the original and its clones finishes it.
void PutOriginal(Bio& bio) {
  if (IoendOf(bio).remaining->Put()) Finish(bio);
}

// Nobody else knows these folios: to look at them is no operation.
void CopyBack(Bio& clone, Bio& original, uint32_t offset) {
  for (uint32_t i = 0; i < clone.vcnt; ++i) {
    const BioVec& from = clone.io_vec[i];
    const absl::Span<const uint8_t> data =
        from.folio->data.Peek().subspan(0, from.length);
    ForEachPiece(original, offset, offset + from.length,
                 [&](uint32_t at, const BioVec& to, uint32_t memory_offset,
                     uint32_t length) {
                   to.memory->Fill(memory_offset,
                                   data.subspan(at - offset, length));
                 });
    offset += from.length;
  }
}

// (3).
void EndClone(Bio& clone) {
  const CloneIoend& ioend = *static_cast<CloneIoend*>(clone.bi_private);
  Bio& original = ioend.original;
  Kernel& kernel = IoendOf(original).dio.kernel;
  BlkStatus status = clone.bi_status.Load(std::memory_order_relaxed);
  if (status == BlkStatus::kOk && clone.bi_integrity != nullptr &&
      fs_bio_integrity_wanted(kernel, clone) &&
      fs_bio_integrity_verify(kernel, clone, ioend.saved) != 0)
    status = BlkStatus::kProtection;
  kernel.At(KernelStep::kRereadDone);
  if (!Mutated(Mutation::kRereadErrorLost))
    bio_store_status(kernel, original, status);
  if (status == BlkStatus::kOk && !Mutated(Mutation::kRereadNotCopied))
    CopyBack(clone, original, ioend.offset);
  for (uint32_t i = 0; i < clone.vcnt; ++i) {
    if (!Mutated(Mutation::kRereadFolioNotPut))
      folio_put(clone.io_vec[i].folio);
  }
  fs_bio_integrity_free(kernel, clone);
  kernel.At(KernelStep::kRereadDone);
  Heap::Delete(&clone);
  PutOriginal(original);
}

// A clone of the original from `offset` on, with as many folios as it may have
// and can get; null: none.
Bio* NewClone(Kernel& kernel, Bio& original, uint32_t offset) {
  const BlockDevice& device = *original.bi_bdev;
  const BounceLimits limits{max_integrity_io_size(kernel, device),
                            device.logical_block_bytes()};
  const uint32_t left = std::min(original.bi_size - offset, limits.max_bytes);
  const uint32_t vecs =
      std::min(kernel.limits.bio_max_vecs, left / limits.block_bytes);
  auto* const clone =
      Heap::New<Bio>("bio_clone", original.op, original.address + offset,
                     Executor::Current().arena().AllocateArray<BioVec>(vecs),
                     *original.call, Promise{.stable = true});
  clone->bi_bdev = original.bi_bdev;
  clone->call_offset = original.call_offset + offset;
  while (clone->vcnt < vecs && clone->bi_size < left) {
    uint32_t want =
        std::min(left - clone->bi_size, kernel.limits.bounce_folio_bytes);
    Folio* const folio = folio_alloc_greedy(
        kernel, original, clone->call_offset + clone->bi_size, limits, want);
    if (folio == nullptr) break;
    clone->io_vec[clone->vcnt++] = {.memory = &folio->data,
                                    .offset = 0,
                                    .length = want,
                                    .granule = limits.block_bytes,
                                    .folio = folio};
    clone->bi_size += want;
  }
  if (clone->bi_size > 0) return clone;
  Heap::Delete(clone);
  return nullptr;
}

void SubmitClone(Kernel& kernel, Bio& original, Bio& clone, uint32_t offset,
                 TaskStruct& current) {
  clone.bi_end_io = &EndClone;
  clone.complete_in_task = true;
  fs_bio_integrity_prep(kernel, clone, current);
  clone.bi_private =
      &InArena<CloneIoend>(CloneIoend{original, offset, SavedIter(clone)});
  kernel.At(KernelStep::kReread);
  if (!Mutated(Mutation::kRereadWithoutReference))
    IoendOf(original).remaining->Get();
  clone.bi_bdev->submit_bio(clone, current);
}

// (2): reads all of `original` through bounce folios.
void iomap_bounce_read(Bio& original, TaskStruct& current) {
  ReadIoend& ioend = IoendOf(original);
  Kernel& kernel = ioend.dio.kernel;
  kernel.At(KernelStep::kReread);
  original.polled = false;
  ioend.remaining.emplace("bio.remaining");
  BlkPlug plug;
  blk_start_plug(plug, current);
  for (uint32_t at = 0; at < original.bi_size;) {
    Bio* const clone = NewClone(kernel, original, at);
    if (clone == nullptr) {
      bio_store_status(kernel, original, BlkStatus::kResource);
      break;
    }
    const uint32_t bytes = clone->bi_size;
    SubmitClone(kernel, original, *clone, at, current);
    at += bytes;
  }
  blk_finish_plug(plug, current);
  PutOriginal(original);
}

// The worker that submits I/O of its own.
TaskStruct& WorkerTask(const Bio& bio,
                       const char* state = "bio_complete.state") {
  return InArena<TaskStruct>(state, bio.cpu);
}

void SubmitZeroCopy(Bio& bio, TaskStruct& current) {
  Kernel& kernel = IoendOf(bio).dio.kernel;
  fs_bio_integrity_prep(kernel, bio, current);
  bio.complete_in_task = true;
  bio.bi_end_io = &EndBouncedRead;
  bio.bi_bdev->submit_bio(bio, current);
}

// What the rule kRereadBounced forbids: to hope that users leave the pages
// alone this time. False if that has failed before.
bool RereadZeroCopy(Bio& bio) {
  ReadIoend& ioend = IoendOf(bio);
  if (++ioend.rereads > 1) {
    Executor::Current().Report(
        {.kind = "livelock",
         .oracle = "reread_bound",
         .object = bio.bi_status.id(),
         .blame = "kernel",
         .row = "R66"},
        [] {
          return std::string(
              "a read that failed verification is read into the user's pages "
              "again, and fails again: users can keep it from ending");
        });
    return false;
  }
  fs_bio_integrity_free(ioend.dio.kernel, bio);
  RestoreIter(bio, ioend.saved);
  bio.bi_next = nullptr;
  TaskStruct& current = WorkerTask(bio);
  BlkPlug plug;
  blk_start_plug(plug, current);
  SubmitZeroCopy(bio, current);
  blk_finish_plug(plug, current);
  return true;
}

// Without a second read the failure is final; who is to blame shows in what was
// seen.
void FailRead(Bio& bio, const FailedInterval& failed) {
  CheckInterval(bio, failed.guard, failed.index, pi::Verifier::kLinux);
  EndAs(bio, BlkStatus::kProtection);
}

// (1): in the completion worker.
void EndBouncedRead(Bio& bio) {
  ReadIoend& ioend = IoendOf(bio);
  Kernel& kernel = ioend.dio.kernel;
  if (bio.bi_integrity == nullptr || !fs_bio_integrity_wanted(kernel, bio) ||
      bio.bi_status.Load(std::memory_order_relaxed) != BlkStatus::kOk)
    return Finish(bio);
  const std::optional<FailedInterval> failed =
      fs_bio_integrity_try_verify(kernel, bio, ioend.saved);
  if (!failed.has_value() || Mutated(Mutation::kReadNotVerified))
    return Finish(bio);
  kernel.At(KernelStep::kReread);
  if (ioend.dio.inode.read_bounce() != ReadBounce::kLazy)
    return FailRead(bio, *failed);
  if (!kernel.has(Switch::kRereadBounced)) {
    if (!RereadZeroCopy(bio)) EndAs(bio, BlkStatus::kProtection);
    return;
  }
  // Its clones may need what it holds.
  if (kernel.has(Switch::kFreePiBeforeReread))
    fs_bio_integrity_free(kernel, bio);
  RestoreIter(bio, ioend.saved);
  if (!kernel.has(Switch::kRereadWorker))
    return iomap_bounce_read(bio, WorkerTask(bio));
  // Clones wait for PI buffers, and those who hold them for the batch.
  kernel.reread->Queue(
      [&bio] { iomap_bounce_read(bio, WorkerTask(bio, "reread.state")); });
}

}  // namespace

void xfs_submit_read(IomapDio& dio, Bio& bio) {
  bio.bi_private = &InArena<ReadIoend>(dio, bio);
  TaskStruct& current = dio.iocb.current;
  if (dio.inode.read_bounce() == ReadBounce::kAlways)
    return iomap_bounce_read(bio, current);
  SubmitZeroCopy(bio, current);
}

}  // namespace dio
