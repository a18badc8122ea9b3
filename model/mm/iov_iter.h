// The user memory of one call, and how much of it has been used: struct
// iov_iter.
//
// Positions count bytes from the start of the call, over all segments. A caller
// that gives up can move the iterator back (Revert); how much is left is kept
// apart (count), since the kernel narrows that to what it maps at a time, and
// widens it again.
//
// Source: include/linux/uio.h, lib/iov_iter.c of Linux.

#ifndef DIORACE_MODEL_MM_IOV_ITER_H_
#define DIORACE_MODEL_MM_IOV_ITER_H_

#include <algorithm>
#include <cstdint>

#include "absl/types/span.h"
#include "model/mm/user_buffer.h"

namespace dio {

struct IovSegment {
  UserBuffer* buffer;
  uint32_t offset;
  uint32_t bytes;
};

class IovIter {
 public:
  // `segments` must outlive the iterator. `bvec`: registered memory
  // (ITER_BVEC), which the kernel holds already. `nofault`: touching memory
  // that is not resident fails instead of bringing it in.
  IovIter(absl::Span<const IovSegment> segments, bool bvec, bool nofault)
      : bvec(bvec), nofault(nofault), segments_(segments) {
    for (const IovSegment& segment : segments) count_ += segment.bytes;
  }

  // Where the next byte comes from or goes to, and how much of its segment
  // follows. Requires count() > 0.
  struct Place {
    UserBuffer* buffer;
    uint32_t offset;
    uint32_t bytes;
  };
  Place place() const { return PlaceAt(consumed_); }
  // Of position `at` of the call.
  Place PlaceAt(uint32_t at) const {
    for (const IovSegment& segment : segments_) {
      if (at < segment.bytes)
        return {segment.buffer, segment.offset + at, segment.bytes - at};
      at -= segment.bytes;
    }
    return {nullptr, 0, 0};
  }

  uint32_t count() const { return count_; }
  uint32_t consumed() const { return consumed_; }

  void Advance(uint32_t bytes) {
    bytes = std::min(bytes, count_);
    consumed_ += bytes;
    count_ -= bytes;
  }
  void Revert(uint32_t bytes) {
    consumed_ -= bytes;
    count_ += bytes;
  }
  // iov_iter_truncate, iov_iter_reexpand.
  void Truncate(uint32_t count) { count_ = std::min(count_, count); }
  void Reexpand(uint32_t count) { count_ = count; }

  // Vectors left, as the loop over bios counted them before 7.0.
  uint32_t VecsLeft() const { return bvec ? 0 : count_; }

  // No more vectors than that are needed for what is left.
  uint32_t MostVecs(uint32_t page_bytes) const {
    return static_cast<uint32_t>(2 * segments_.size()) + count_ / page_bytes +
           1;
  }

  // iov_iter_npages(): pages that what is left touches, segment by segment.
  uint32_t Pages(uint32_t page_bytes) const {
    uint32_t pages = 0;
    const uint32_t end = consumed_ + count_;
    for (uint32_t at = consumed_; at < end;) {
      const Place place = PlaceAt(at);
      const uint32_t bytes = std::min(place.bytes, end - at);
      pages += (place.offset + bytes - 1) / page_bytes -
               place.offset / page_bytes + 1;
      at += bytes;
    }
    return pages;
  }

  const bool bvec;
  const bool nofault;

 private:
  absl::Span<const IovSegment> segments_;
  uint32_t consumed_ = 0;
  uint32_t count_ = 0;
};

}  // namespace dio

#endif  // DIORACE_MODEL_MM_IOV_ITER_H_
