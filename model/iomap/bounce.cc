#include "model/iomap/bounce.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <string>

#include "checker/runtime/executor.h"
#include "model/block/bio_dirty.h"
#include "model/iomap/extract.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;

// The smallest folio to make do with.
uint32_t SmallestFolio(const Kernel& kernel, const BounceLimits& limits) {
  const uint32_t page = kernel.limits.page_bytes;
  return kernel.has(Switch::kBounceMinsize) ? std::max(limits.block_bytes, page)
                                            : page;
}

// BIO_MAX_SIZE is no multiple of a block, but far more than a bounce folio;
// here it may be less.
uint32_t MostInFolio(const Kernel& kernel, const BounceLimits& limits) {
  const uint32_t most =
      std::min(kernel.limits.bounce_folio_bytes, limits.max_bytes);
  return most < limits.block_bytes ? most : most - most % limits.block_bytes;
}

}  // namespace

Folio* folio_alloc_greedy(Kernel& kernel, Bio& bio, uint32_t position,
                          const BounceLimits& limits, uint32_t& bytes) {
  const uint32_t smallest = SmallestFolio(kernel, limits);
  if (bytes > 2 * smallest) bytes = std::bit_floor(bytes);
  if (kernel.faults.any()) {
    const size_t io = bio.call->index;
    const uint32_t end = position + bytes;
    if (kernel.faults.HappensWithin(FaultKind::kFolioFailure, io, position,
                                    end)) {
      bio.call->Excuse(-ENOMEM);
      return nullptr;
    }
    if (bytes > smallest && kernel.faults.HappensWithin(
                                FaultKind::kFolioFallback, io, position, end))
      bytes = smallest;
  }
  return folio_alloc(bytes, limits.block_bytes);
}

namespace {

BioVec BounceVec(Folio& folio, uint32_t bytes, uint32_t call_offset,
                 const BounceLimits& limits) {
  return {.memory = &folio.data,
          .offset = 0,
          .length = bytes,
          .granule = limits.block_bytes,
          .folio = &folio,
          .call_offset = call_offset};
}

// Whether the chunk at position `at` of the call cannot be touched.
bool Faults(Kernel& kernel, const Bio& bio, const IovIter& iter, uint32_t at,
            uint32_t length) {
  const IovIter::Place place = iter.PlaceAt(at);
  const bool faults = !place.buffer->mapped(place.offset) ||
                      (kernel.faults.any() &&
                       kernel.faults
                           .HappensWithin(FaultKind::kUserFault,
                                          bio.call->index, at, at + length)
                           .has_value());
  if (faults) bio.call->Excuse(-EFAULT);
  return faults;
}

// Copies from user memory to the vector, and moves the iterator; returns how
// much came before a fault. Nobody else knows the folio yet, so to write it is
// no operation.
uint32_t CopyFromUser(Kernel& kernel, Bio& bio, const BioVec& vec,
                      IovIter& iter) {
  uint32_t copied = 0;
  while (copied < vec.length) {
    const IovIter::Place place = iter.place();
    // An iterator that was not moved back claims more than there is.
    if (place.buffer == nullptr) break;
    const uint32_t chunk = place.buffer->chunk_bytes();
    const uint32_t length =
        std::min({vec.length - copied, place.bytes,
                  chunk - (place.buffer->base() + place.offset) % chunk});
    if (Faults(kernel, bio, iter, iter.consumed(), length)) break;
    const absl::Span<uint8_t> to =
        vec.folio->data.Poke().subspan(copied, length);
    const bool nofault =
        iter.nofault && kernel.has(Switch::kBounceWriteNofault);
    if (nofault && !place.buffer->Resident(place.offset)) {
      bio.call->Excuse(-EFAULT);
      break;
    }
    if (nofault) {
      place.buffer->LoadResident(place.offset, to);
    } else {
      place.buffer->Load(place.offset, to);
    }
    vec.folio->data.ShowPoked();
    bio.call->Moved(iter.consumed(), to);
    if (Mutated(Mutation::kLastChunkNotCopiedIn) &&
        copied + length == vec.length)
      std::fill(to.begin(), to.end(), uint8_t{0});
    iter.Advance(length);
    copied += length;
  }
  return copied;
}

void FreeFolios(Bio& bio) {
  for (uint32_t i = 0; i < bio.vcnt; ++i) {
    if (!Mutated(Mutation::kFoliosKeptAfterFault))
      folio_put(bio.io_vec[i].folio);
  }
  bio.vcnt = 0;
}

// Appends a folio for what is left, or for what fits; false if there is none.
bool AddFolio(Kernel& kernel, Bio& bio, const IovIter& iter,
              const BounceLimits& limits, uint32_t allocated) {
  uint32_t want =
      std::min(iter.count() - allocated, MostInFolio(kernel, limits));
  if (bio.bi_size + want > limits.max_bytes) return false;
  const uint32_t position = iter.consumed() + allocated;
  Folio* const folio = folio_alloc_greedy(kernel, bio, position, limits, want);
  if (folio == nullptr) return false;
  bio.io_vec[bio.vcnt++] = BounceVec(*folio, want, position, limits);
  bio.bi_size += want;
  return true;
}

// A copy stopped at a fault: the bio is given up.
int GiveUp(Kernel& kernel, Bio& bio, IovIter& iter, uint32_t copied) {
  FreeFolios(bio);
  bio.bi_size = 0;
  if (kernel.has(Switch::kBounceWriteRevertsIter)) {
    kernel.At(KernelStep::kRevert);
    iter.Revert(copied);
  } else if (copied > 0) {
    bio.call->Suspect("R54");
  }
  return -EFAULT;
}

// Since 7.4: first all folios, then all copies.
int AllocateThenCopy(Kernel& kernel, Bio& bio, IovIter& iter,
                     const BounceLimits& limits) {
  while (bio.bi_size < iter.count() && bio.vcnt < bio.io_vec.size()) {
    if (!AddFolio(kernel, bio, iter, limits, bio.bi_size)) break;
  }
  uint32_t copied = 0;
  for (uint32_t i = 0; i < bio.vcnt; ++i) {
    const BioVec& vec = bio.io_vec[i];
    const uint32_t now = CopyFromUser(kernel, bio, vec, iter);
    copied += now;
    if (now < vec.length) return GiveUp(kernel, bio, iter, copied);
  }
  return 0;
}

int AllocateAndCopy(Kernel& kernel, Bio& bio, IovIter& iter,
                    const BounceLimits& limits) {
  while (iter.count() > 0 && bio.vcnt < bio.io_vec.size()) {
    if (!AddFolio(kernel, bio, iter, limits, 0)) break;
    const BioVec& vec = bio.io_vec[bio.vcnt - 1];
    const uint32_t copied = CopyFromUser(kernel, bio, vec, iter);
    if (copied < vec.length)
      return GiveUp(kernel, bio, iter, bio.bi_size - vec.length + copied);
  }
  return 0;
}

// E4, the copy: the user's pages are pinned, so it cannot fault.
void CopyBack(Bio& bio) {
  const absl::Span<uint8_t> data =
      Executor::Current().arena().AllocateArray<uint8_t>(bio.io_vec[0].length);
  bio.io_vec[0].memory->Sample(0, data);
  uint32_t at = 0;
  for (const BioVec& vec : UserVecs(bio)) {
    for (uint32_t done = 0; done < vec.length;) {
      const uint32_t offset = vec.offset + done;
      // After a wrong trim there may be more room than data.
      const uint32_t length =
          std::min({vec.granule - offset % vec.granule, vec.length - done,
                    static_cast<uint32_t>(data.size()) - at});
      if (length == 0) return;
      if (Mutated(Mutation::kLastChunkNotCopiedBack) && at > 0 &&
          at + length == data.size())
        return;
      vec.memory->Fill(offset, data.subspan(at, length));
      done += length;
      at += length;
    }
  }
}

// Before df308a145856: the vectors were looked for where a bio has them that is
// not bounced, one slot too low.
int TrimWrongVecs(Kernel& kernel, Bio& bio, IovIter& iter, uint32_t odd) {
  uint32_t reach = 0;  // of the user's vectors that it finds
  for (const BioVec& vec : bio.io_vec.subspan(1, bio.vcnt - 1))
    reach += vec.length;
  if (odd > reach) {
    Executor::Current().Fail(
        {.kind = "null_dereference",
         .oracle = "bounce_trim",
         .blame = "kernel",
         .row = "R52"},
        [] {
          return std::string(
              "bio_iov_iter_align_down drops vector 0, which is not there yet: "
              "what the user vectors hold is shorter than a block");
        });
    return -EFAULT;
  }
  bio_trim_tail(kernel, bio, bio.io_vec.subspan(0, bio.vcnt), iter, odd);
  return 0;
}

}  // namespace

int bio_iov_iter_bounce_write(Kernel& kernel, Bio& bio, IovIter& iter,
                              const BounceLimits& limits) {
  kernel.At(KernelStep::kBounceWriteCopy);
  const int error = kernel.has(Switch::kBounceWriteAllocFirst)
                        ? AllocateThenCopy(kernel, bio, iter, limits)
                        : AllocateAndCopy(kernel, bio, iter, limits);
  if (error != 0) return error;
  if (bio.bi_size == 0) return -ENOMEM;
  if (!kernel.has(Switch::kBounceAlignDown)) return 0;
  // Whole blocks only: the last folios shrink or go.
  for (uint32_t odd = bio.bi_size % limits.block_bytes; odd > 0;) {
    BioVec& last = bio.io_vec[bio.vcnt - 1];
    const uint32_t drop = std::min(odd, last.length);
    last.length -= drop;
    bio.bi_size -= drop;
    if (!Mutated(Mutation::kTrimKeepsIterator)) iter.Revert(drop);
    odd -= drop;
    if (last.length == 0) {
      folio_put(last.folio);
      --bio.vcnt;
    }
  }
  return bio.bi_size == 0 ? -ENOMEM : 0;
}

int bio_iov_iter_bounce_read(Kernel& kernel, Bio& bio, IovIter& iter,
                             const BounceLimits& limits) {
  kernel.At(KernelStep::kBounceReadAllocate);
  uint32_t want = std::min(iter.count(), MostInFolio(kernel, limits));
  const uint32_t position = iter.consumed();
  Folio* const folio = folio_alloc_greedy(kernel, bio, position, limits, want);
  if (folio == nullptr) return -ENOMEM;
  bio.bounced_read = true;
  if (const int error = ExtractBvecs(kernel, bio, iter, want); error != 0) {
    if (kernel.has(Switch::kBounceReadErrorDropsFolio)) folio_put(folio);
    return error;
  }
  const uint32_t odd = bio.bi_size % limits.block_bytes;
  if (odd != 0 && kernel.has(Switch::kBounceAlignDown)) {
    if (kernel.has(Switch::kBounceAlignVec)) {
      bio_trim_tail(kernel, bio, UserVecs(bio), iter, odd);
    } else if (const int error = TrimWrongVecs(kernel, bio, iter, odd);
               error != 0) {
      return error;
    }
  }
  if (bio.bi_size == 0) {
    if (!Mutated(Mutation::kFolioKeptForNothing)) folio_put(folio);
    return -EFAULT;
  }
  bio.io_vec[0] = BounceVec(*folio, bio.bi_size, position, limits);
  return 0;
}

void bio_iov_iter_unbounce(Kernel& kernel, Bio& bio, bool is_error) {
  if (bio.bounced_read) {
    kernel.At(KernelStep::kCopyBack);
    if (!is_error || Mutated(Mutation::kCopyBackAfterError)) CopyBack(bio);
    if (bio.page_pinned) {
      for (const BioVec& vec : UserVecs(bio)) {
        if (!is_error && !Mutated(Mutation::kCopyBackNotDirty))
          vec.user->set_dirty_lock(vec.user_offset, vec.length);
        if (!Mutated(Mutation::kBouncedReadNotUnpinned))
          vec.user->unpin(vec.user_offset, vec.length);
      }
    }
    kernel.At(KernelStep::kReleaseBio);
    if (!Mutated(Mutation::kReadFolioNotPut)) folio_put(bio.io_vec[0].folio);
    return;
  }
  for (uint32_t i = 0; i < bio.vcnt; ++i) {
    Folio* const folio = bio.io_vec[i].folio;
    if (folio->kind == Folio::Kind::kZero) continue;
    if (folio->kind == Folio::Kind::kHugeZero &&
        kernel.has(Switch::kHugeZeroFolioExempt))
      continue;
    if (!Mutated(Mutation::kWriteFolioNotPut)) folio_put(folio);
  }
}

}  // namespace dio
