#include "model/iomap/extract.h"

#include <algorithm>
#include <cerrno>

#include "model/block/bio_dirty.h"
#include "model/block/block_device.h"
#include "model/mutation.h"

namespace dio {
namespace {

// The next vector: contiguous memory of one provider that is mapped, at most
// `most` bytes. Its length is 0 where there is none.
BioVec NextVec(const IovIter& iter, uint32_t most) {
  const IovIter::Place place = iter.place();
  const UserBuffer& buffer = *place.buffer;
  const uint32_t limit = std::min(place.bytes, most);
  const uint32_t last =
      std::min(place.offset + limit, buffer.folio_end(place.offset));
  uint32_t end = place.offset;
  while (end < last && buffer.mapped(end) &&
         buffer.provider(end) == buffer.provider(place.offset))
    end = std::min(last, buffer.page_end(end));
  return {.memory = &buffer.memory(),
          .offset = buffer.base() + place.offset,
          .length = end - place.offset,
          .granule = buffer.chunk_bytes(),
          .folio = nullptr,
          .user = place.buffer,
          .user_offset = place.offset,
          .call_offset = iter.consumed()};
}

// Up to the first page that would take a fault.
void TrimToResident(BioVec& vec) {
  const uint32_t end = vec.user_offset + vec.length;
  uint32_t at = vec.user_offset;
  while (at < end && vec.user->Resident(at)) at = vec.user->page_end(at);
  vec.length = std::min(at, end) - vec.user_offset;
}

// How far extraction gets if it is made to stop.
uint32_t StopWithin(Kernel& kernel, Bio& bio, const IovIter& iter,
                    uint32_t bytes) {
  if (!kernel.faults.any()) return bytes;
  const std::optional<uint32_t> stop =
      kernel.faults.HappensWithin(FaultKind::kExtractStop, bio.call->index,
                                  iter.consumed(), iter.consumed() + bytes);
  if (!stop.has_value()) return bytes;
  bio.call->Excuse(-EFAULT);
  return *stop - iter.consumed();
}

// Undoes an extraction.
void GiveBack(Bio& bio, IovIter& iter) {
  const size_t first = bio.bounced_read ? 1 : 0;
  for (const BioVec& vec : bio.io_vec.subspan(first, bio.vcnt)) {
    if (!iter.bvec) vec.user->unpin(vec.user_offset, vec.length);
  }
  iter.Revert(bio.bi_size);
  bio.vcnt = 0;
  bio.bi_size = 0;
}

// A vector of registered memory begins where its folio does, and the data
// inside of it: bi_bvec_done.
void WidenFirstVec(Bio& bio) {
  BioVec& vec = bio.io_vec[0];
  bio.skip = vec.user_offset - vec.user->folio_begin(vec.user_offset);
  vec.offset -= bio.skip;
  vec.user_offset -= bio.skip;
  vec.length += bio.skip;
}

}  // namespace

int ExtractBvecs(Kernel& kernel, Bio& bio, IovIter& iter, uint32_t max_bytes) {
  const size_t first = bio.bounced_read ? 1 : 0;
  const uint32_t wanted = std::min(iter.count(), max_bytes);
  uint32_t left = StopWithin(kernel, bio, iter, wanted);
  while (left > 0 && first + bio.vcnt < bio.io_vec.size()) {
    BioVec vec = NextVec(iter, left);
    if (iter.nofault) TrimToResident(vec);
    if (vec.length == 0) {
      bio.call->Excuse(-EFAULT);
      break;
    }
    if (bio.vcnt > 0) {
      const BioVec& before = bio.io_vec[first + bio.vcnt - 1];
      const auto provider = [](const BioVec& of) {
        return of.user->provider(of.user_offset);
      };
      if (provider(before) != provider(vec)) {
        if (kernel.has(Switch::kBioSplitAtP2p)) {
          // Less than a block may be left of one kind.
          bio.call->Excuse(-EFAULT);
          break;
        }
        bio.call->Suspect("R59");
        GiveBack(bio, iter);
        return -EINVAL;
      }
    }
    if (!iter.bvec && !Mutated(Mutation::kNotPinned))
      vec.user->pin(vec.user_offset, vec.length, bio.op == ReqOp::kRead,
                    iter.nofault);
    bio.io_vec[first + bio.vcnt++] = vec;
    bio.bi_size += vec.length;
    iter.Advance(vec.length);
    left -= vec.length;
  }
  bio.page_pinned = !iter.bvec;
  if (bio.vcnt == 0) return -EFAULT;
  if (iter.bvec && !bio.bounced_read) WidenFirstVec(bio);
  return 0;
}

void bio_trim_tail(Kernel& kernel, Bio& bio, absl::Span<BioVec> vecs,
                   IovIter& iter, uint32_t bytes) {
  const bool all = kernel.has(Switch::kTrimUnpinsAllPages);
  bio.bi_size -= bytes;
  if (!Mutated(Mutation::kTrimKeepsUserIterator)) iter.Revert(bytes);
  for (size_t i = vecs.size(); bytes > 0; --i) {
    BioVec& vec = vecs[i - 1];
    if (bytes < vec.length) {
      vec.length -= bytes;
      // Pages that the vector no longer touches.
      const uint32_t end = vec.user_offset + vec.length;
      const uint32_t page = vec.user->page_end(end - 1);
      if (all && bio.page_pinned && page < end + bytes)
        vec.user->unpin(page, end + bytes - page);
      return;
    }
    if (bio.page_pinned) {
      if (all) {
        vec.user->unpin(vec.user_offset, vec.length);
      } else {
        vec.user->unpin_one(vec.user_offset);
      }
    }
    bytes -= vec.length;
    --bio.vcnt;
  }
}

namespace {

// 14b007e17881: vectors that the device cannot transfer are refused while they
// are pinned; before, they reach the driver.
bool VectorsAligned(const Kernel& kernel, const Bio& bio) {
  const uint32_t alignment = bio.bi_bdev->spec().dma_alignment;
  if (alignment <= 1 || !kernel.has(Switch::kValidateUserVectors)) return true;
  const absl::Span<const BioVec> vecs = bio.io_vec.subspan(0, bio.vcnt);
  return std::all_of(vecs.begin(), vecs.end(), [&](const BioVec& vec) {
    return vec.user_offset % alignment == 0 && vec.length % alignment == 0;
  });
}

}  // namespace

int bio_iov_iter_get_pages(Kernel& kernel, Bio& bio, IovIter& iter,
                           uint32_t max_bytes, uint32_t block_bytes) {
  kernel.At(KernelStep::kPinZeroCopy);
  if (const int error = ExtractBvecs(kernel, bio, iter, max_bytes); error != 0)
    return error;
  if (!VectorsAligned(kernel, bio)) {
    bio_unpin_pages(bio);
    // Whoever ends the bio all the same must not do it again.
    bio.page_pinned = false;
    iter.Revert(bio.bi_size);
    bio.call->Excuse(-EINVAL);
    return -EINVAL;
  }
  if (const uint32_t odd = bio.bi_size % block_bytes; odd != 0)
    bio_trim_tail(kernel, bio, bio.io_vec.subspan(0, bio.vcnt), iter, odd);
  return bio.bi_size == 0 ? -EFAULT : 0;
}

}  // namespace dio
