#include "model/iomap/ioend.h"

#include <new>
#include <utility>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "model/block/bio_dirty.h"
#include "model/block/fs_integrity.h"
#include "model/block/integrity.h"
#include "model/iomap/dio.h"
#include "model/mutation.h"

namespace dio {
namespace {

// X1: in kintegrityd, or in the interrupt if there was nothing to verify.
void xfs_end_bio(Bio& bio);

// Before e2fcff5bb4c4: a copy of the end of a bio that never heard of bouncing.
void EndBioByOldCopy(Kernel& kernel, Bio& bio) {
  auto& dio = *static_cast<IomapDio*>(bio.bi_private);
  kernel.At(KernelStep::kReleaseBio);
  bio_unpin_pages(bio);
  checker::Heap::Delete(&bio);
  kernel.At(KernelStep::kDioPut);
  if (dio.ref.Put()) iomap_dio_done(dio, /*in_worker=*/true);
}

// E2 to E5.
void FinishIoend(Kernel& kernel, Ioend& ioend, bool as_read) {
  Bio& bio = *ioend.bio;
  int error =
      blk_status_to_errno(bio.bi_status.Load(std::memory_order_relaxed));
  if (IntegrityPayload* const payload = bio.bi_integrity;
      payload != nullptr && payload->fs_owned) {
    if (ioend.read && as_read && error == 0 &&
        fs_bio_integrity_wanted(kernel, bio))
      error = Mutated(Mutation::kIoendNotVerified)
                  ? 0
                  : fs_bio_integrity_verify(kernel, bio, ioend.saved);
    fs_bio_integrity_free(kernel, bio);
  }
  // xfs_zoned_end_io.
  if (bio.zone_append && !as_read && error == 0 &&
      !Mutated(Mutation::kAppendNotRecorded)) {
    kernel.At(KernelStep::kIoend);
    ioend.dio->inode.extents.RecordAppend(
        ioend.offset, ioend.saved.size,
        static_cast<uint32_t>(ioend.saved.address));
  }
  // Finished as what it is not.
  if (ioend.read != as_read) bio.call->Suspect("R34");
  bio.bi_private = ioend.dio;
  bio.finished_as_write = ioend.read && !as_read;
  if (error != 0 && !Mutated(Mutation::kIoendErrorLost)) {
    kernel.At(KernelStep::kSetError);
    iomap_dio_set_error(*ioend.dio, error);
  }
  if (!kernel.has(Switch::kIoendSharesBioEnd))
    return EndBioByOldCopy(kernel, bio);
  iomap_dio_bio_end_io_in_worker(bio);
}

// The ioends by offset, so that neighbours come together.
Ioend* Sort(Ioend* list) {
  Ioend* sorted = nullptr;
  while (list != nullptr) {
    Ioend* const next = list->next;
    Ioend** place = &sorted;
    while (*place != nullptr && (*place)->offset <= list->offset)
      place = &(*place)->next;
    list->next = *place;
    *place = list;
    list = next;
  }
  return sorted;
}

// Whether `second` continues `first`, in the file and on the device.
bool CanMerge(const Kernel& kernel, const Ioend& first, const Ioend& second) {
  if (first.offset + first.saved.size != second.offset ||
      first.saved.address + first.saved.size != second.saved.address)
    return false;
  return !kernel.has(Switch::kReadIoendsNeverMerge) ||
         (!first.read && !second.read);
}

// E1: takes the whole list, and works through it. Merged ioends are finished as
// what the first of them is.
void xfs_end_io(Kernel& kernel, Inode& inode) {
  kernel.At(KernelStep::kIoend);
  inode.i_ioend_lock.Lock();
  Ioend* ioend = Sort(std::exchange(inode.i_ioend_list, nullptr));
  inode.i_ioend_lock.Unlock();
  bool as_read = false;
  for (const Ioend* before = nullptr; ioend != nullptr;) {
    Ioend* const next =
        Mutated(Mutation::kSecondIoendLost) ? nullptr : ioend->next;
    if (before == nullptr || !CanMerge(kernel, *before, *ioend))
      as_read = ioend->read;
    before = ioend;
    FinishIoend(kernel, *ioend, as_read);
    ioend = next;
  }
}

void xfs_end_bio(Bio& bio) {
  auto& ioend = *static_cast<Ioend*>(bio.bi_private);
  IomapDio& dio = *ioend.dio;
  Kernel& kernel = dio.kernel;
  Inode& inode = dio.inode;
  if (bio.zone_append) ioend.saved.address = bio.address;
  kernel.At(KernelStep::kQueueIoend);
  inode.i_ioend_lock.Lock();
  const bool was_empty = inode.i_ioend_list == nullptr;
  ioend.next = inode.i_ioend_list;
  inode.i_ioend_list = &ioend;
  if (was_empty && !Mutated(Mutation::kIoendNotQueued))
    inode.i_ioend_work->Queue([&kernel, &inode] { xfs_end_io(kernel, inode); });
  inode.i_ioend_lock.Unlock();
}

}  // namespace

void iomap_init_ioend(IomapDio& dio, Bio& bio, uint32_t offset) {
  checker::Arena& arena = checker::Executor::Current().arena();
  bio.bi_private = new (arena.Allocate(sizeof(Ioend), alignof(Ioend)))
      Ioend{.dio = &dio,
            .bio = &bio,
            .offset = offset,
            .saved = SavedIter(bio),
            .read = bio.op == ReqOp::kRead};
  bio.bi_end_io = &xfs_end_bio;
}

}  // namespace dio
