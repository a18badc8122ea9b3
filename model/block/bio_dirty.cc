#include "model/block/bio_dirty.h"

#include <algorithm>

#include "checker/sync/heap.h"
#include "model/kernel.h"
#include "model/mutation.h"

namespace dio {
namespace {

bool AllDirty(Bio& bio) {
  const absl::Span<BioVec> vecs = UserVecs(bio);
  return std::all_of(vecs.begin(), vecs.end(), [](const BioVec& vec) {
    return vec.user->StillDirty(vec.user_offset, vec.length);
  });
}

void Release(Bio& bio) {
  bio_unpin_pages(bio);
  checker::Heap::Delete(&bio);
}

// B1.
void bio_dirty_fn(Kernel& kernel) {
  kernel.At(KernelStep::kDirtyWorker);
  BioList& list = *kernel.bio_dirty;
  list.lock.Lock();
  Bio* bio = list.first;
  list.first = list.last = nullptr;
  list.lock.Unlock();
  while (bio != nullptr) {
    Bio* const next = static_cast<Bio*>(bio->bi_private);
    if (!Mutated(Mutation::kDirtyWorkerDirtiesNothing))
      bio_set_pages_dirty(kernel, *bio);
    Release(*bio);
    bio = next;
  }
}

}  // namespace

absl::Span<BioVec> UserVecs(Bio& bio) {
  return bio.io_vec.subspan(bio.bounced_read ? 1 : 0, bio.vcnt);
}

void bio_set_pages_dirty(Kernel& kernel, Bio& bio) {
  kernel.At(KernelStep::kDirtyBeforeRead);
  for (const BioVec& vec : UserVecs(bio))
    vec.user->set_dirty_lock(vec.user_offset, vec.length);
}

void bio_check_pages_dirty(Kernel& kernel, Bio& bio) {
  kernel.At(KernelStep::kDirtyCheck);
  if (!kernel.has(Switch::kDirtyRecheck) || AllDirty(bio)) return Release(bio);
  BioList& list = *kernel.bio_dirty;
  list.lock.Lock();
  // The list is linked through bi_private: whoever needs that must have read it
  // before.
  bio.bi_private = list.first;
  const bool was_empty = list.first == nullptr;
  list.first = &bio;
  list.lock.Unlock();
  if (was_empty && !Mutated(Mutation::kDirtyWorkNotQueued))
    list.worker.Queue([&kernel] { bio_dirty_fn(kernel); });
}

void bio_unpin_pages(Bio& bio) {
  if (!bio.page_pinned) return;
  for (const BioVec& vec : UserVecs(bio)) {
    if (Mutated(Mutation::kUnpinnedTwice))
      vec.user->unpin(vec.user_offset, vec.length);
    vec.user->unpin(vec.user_offset, vec.length);
  }
}

}  // namespace dio
