// A bio: one piece of I/O on its way through the block layer.
//
// Source: struct bio in include/linux/blk_types.h of Linux.

#ifndef DIORACE_MODEL_BLOCK_BIO_H_
#define DIORACE_MODEL_BLOCK_BIO_H_

#include <algorithm>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/sync/bytes.h"
#include "checker/sync/shared.h"
#include "model/block/two_looks.h"
#include "model/mm/folio.h"
#include "model/mm/user_buffer.h"

namespace dio {

enum class BlkStatus : uint8_t { kOk, kProtection };

// "BLK_STS_OK", "BLK_STS_PROTECTION".
absl::string_view BlkStatusName(BlkStatus status);
std::string CheckerValueText(BlkStatus status);
// 0, -EILSEQ.
int blk_status_to_errno(BlkStatus status);

enum class ReqOp : uint8_t { kRead, kWrite };

// Memory that a bio transfers: bytes [offset, offset + length) of `memory`.
// Whoever walks it does so in pieces of `granule` bytes, each one operation:
// chunks for memory that users can touch, integrity intervals for the kernel's
// own.
struct BioVec {
  checker::Bytes* memory = nullptr;
  uint32_t offset = 0;
  uint32_t length = 0;
  uint32_t granule = 0;
};

// What was promised to the user about a buffer under this I/O, for those who
// judge.
struct Promise {
  bool stable = false;  // the I/O works on a copy: whatever the user does, the
                        // data is consistent
  absl::string_view race = {};  // the row of the catalogue of races, if the
                                // data changes under an unstable I/O
};

struct IntegrityPayload;

// One folio, so one vector: the bounce folio or the user's. Objects of a bio
// are passed from task to task through queues, which is what keeps its plain
// members safe.
struct Bio {
  Bio(ReqOp op, uint64_t sector, const BioVec& vec, const Promise& promise,
      checker::Arena& arena)
      : op(op),
        sector(sector),
        vec(vec),
        promise(promise),
        looks(vec.length, arena),
        data(arena.AllocateArray<uint8_t>(vec.length)) {}

  uint32_t size() const { return vec.length; }

  const ReqOp op;
  const uint64_t
      sector;  // on the device, in integrity intervals (logical blocks)
  const BioVec vec;
  const Promise promise;

  checker::Shared<BlkStatus> bi_status{"bio.bi_status", BlkStatus::kOk};
  // Called once, in whatever context completes the bio, which it owns from then
  // on.
  void (*bi_end_io)(Bio& bio) = nullptr;
  void* bi_private = nullptr;
  IntegrityPayload* bi_integrity = nullptr;

  // BIO_PAGE_PINNED: the user's folio, pinned for this bio.
  UserBuffer* pinned = nullptr;
  // Where in it a bounced read is copied back to.
  uint32_t pinned_offset = 0;
  // A folio that holds the data in the user's place.
  Folio* bounce = nullptr;

  // What those who must agree saw.
  TwoLooks looks;
  // What the oracles judge the call by: of a write, what was taken from user
  // memory; of a read, what the device delivered. Lives until the execution
  // ends.
  const absl::Span<uint8_t> data;
};

// Calls visit(io_offset, memory_offset, length) for each granule of bytes
// [begin, end) of the bio.
template <typename Visit>
void ForEachPiece(const Bio& bio, uint32_t begin, uint32_t end, Visit visit) {
  for (uint32_t at = begin; at < end;) {
    const uint32_t length = std::min(
        bio.vec.granule - (bio.vec.offset + at) % bio.vec.granule, end - at);
    visit(at, bio.vec.offset + at, length);
    at += length;
  }
}

// The block layer is done with the bio: verification of a read's PI is queued,
// or its owner's bi_end_io is called. Source: bio_endio() in block/bio.c.
class Kernel;
class BlockDevice;
void bio_endio(Kernel& kernel, Bio& bio);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_BIO_H_
