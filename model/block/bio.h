// A bio: one piece of I/O on its way through the block layer.
//
// Source: struct bio in include/linux/blk_types.h of Linux.

#ifndef DIORACE_MODEL_BLOCK_BIO_H_
#define DIORACE_MODEL_BLOCK_BIO_H_

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/sync/atomic.h"
#include "checker/sync/bytes.h"
#include "checker/sync/refcount.h"
#include "model/block/io_record.h"
#include "model/mm/folio.h"
#include "model/mm/user_buffer.h"

namespace dio {

class BlockDevice;
class FetchRecord;
class Kernel;
struct IntegrityPayload;

enum class BlkStatus : uint8_t {
  kOk,
  kIoErr,
  kMedium,
  kProtection,
  kResource,
  kAgain,
  kInval,
};

// "BLK_STS_OK", "BLK_STS_PROTECTION".
absl::string_view BlkStatusName(BlkStatus status);
std::string CheckerValueText(BlkStatus status);
// 0, -EILSEQ.
int blk_status_to_errno(BlkStatus status);
BlkStatus errno_to_blk_status(int error);

// Memory that a bio transfers: bytes [offset, offset + length) of `memory`.
// Whoever walks it does so in pieces of `granule` bytes, each one operation:
// chunks for memory that users can touch, integrity intervals for the kernel's
// own.
struct BioVec {
  checker::Bytes* memory = nullptr;
  uint32_t offset = 0;
  uint32_t length = 0;
  uint32_t granule = 0;
  // One of the two: the kernel's own folio, or the user's memory, at
  // user_offset of the buffer.
  Folio* folio = nullptr;
  UserBuffer* user = nullptr;
  uint32_t user_offset = 0;
  // Where in the call it belongs, by the iterator that it was made from.
  uint32_t call_offset = 0;
};

// Objects of a bio are passed from task to task through queues, which is what
// keeps its plain members safe.
struct Bio {
  // `io_vec` has room for as many vectors as the bio can get.
  Bio(ReqOp op, uint64_t address, absl::Span<BioVec> io_vec, IoRecord& call,
      const Promise& promise)
      : op(op),
        address(address),
        io_vec(io_vec),
        call(&call),
        promise(promise) {}

  // bi_size in bytes.
  uint32_t size() const { return bi_size; }

  const ReqOp op;
  // Of the first byte on the device. Remapping to a lower device changes it.
  uint64_t address;

  // bi_opf.
  bool fua = false;
  bool atomic = false;
  bool polled = false;
  // Of a direct I/O: no other bio has data of the same mapping.
  bool only_of_mapping = true;
  bool nowait = false;
  bool preflush = false;
  // REQ_OP_ZONE_APPEND: `address` is that of the zone, until the device has
  // written it.
  bool zone_append = false;

  // bi_flags.
  bool page_pinned = false;
  bool complete_in_task = false;
  // Some other bio is part of this one, and `remaining` counts.
  bool chain = false;
  // A bounced read, in the layout of 7.0: io_vec[0] is the bounce folio, which
  // the device sees, and the user's vectors follow it.
  bool bounced_read = false;
  // A read that was merged with a write, and is finished as that: nothing is
  // copied back.
  bool finished_as_write = false;
  // Of a mapping whose protection information the file system owns, and has not
  // freed yet.
  bool fs_integrity = false;
  // Pads a block with zeros; no user data.
  bool zeroing = false;
  // Injected errors of the device are not for this one: the same data is also
  // on its way in another bio.
  bool spared = false;

  absl::Span<BioVec> io_vec;
  // Vectors put in by the submitter; of a bounced read, the user's only.
  uint32_t vcnt = 0;
  // bi_iter: the data are bytes [skip, skip + bi_size) of the vectors.
  uint32_t skip = 0;
  uint32_t bi_size = 0;

  // The call that the bio is for, what its user was promised, and where in the
  // call its first byte belongs.
  IoRecord* call;
  const Promise promise;
  uint32_t call_offset = 0;

  // Stored without a lock and only on errors: of several that fail, any may
  // win.
  checker::Atomic<BlkStatus> bi_status{"bio.bi_status", BlkStatus::kOk};
  // __bi_remaining.
  checker::Refcount remaining{"bio.remaining"};
  // Called once, in whatever context completes the bio, which it owns from then
  // on.
  void (*bi_end_io)(Bio& bio) = nullptr;
  void* bi_private = nullptr;
  IntegrityPayload* bi_integrity = nullptr;
  BlockDevice* bi_bdev = nullptr;
  // If others must see the same: what the device fetches. It is for the one who
  // compares, then, to say what was moved.
  FetchRecord* fetched = nullptr;
  // In a request, or in the list of a worker.
  Bio* bi_next = nullptr;
  // Where its interrupt comes in.
  uint32_t cpu = 0;
};

// Calls visit(io_offset, vec, memory_offset, length) for each granule of bytes
// [begin, end) of the bio's data.
template <typename Visit>
void ForEachPiece(const Bio& bio, uint32_t begin, uint32_t end, Visit visit) {
  uint32_t at = 0;  // of the vector, in the data
  const uint32_t skip = bio.skip;
  for (const BioVec& vec : bio.io_vec) {
    const uint32_t vec_end = at + vec.length;
    uint32_t from = std::max(at, skip + begin);
    const uint32_t to = std::min(vec_end, skip + end);
    while (from < to) {
      const uint32_t offset = vec.offset + (from - at);
      const uint32_t length =
          std::min(vec.granule - offset % vec.granule, to - from);
      visit(from - skip, vec, offset, length);
      from += length;
    }
    at = vec_end;
    if (at >= skip + end) return;
  }
}

// Makes `bio` wait for `child`: its bi_end_io runs when both are done.
// bi_end_io and bi_private of `child` are taken. Source: bio_chain().
void bio_chain(Bio& child, Bio& bio);

// A part of `parent` has ended with `status`, which becomes that of the whole
// if it is an error: a success must not overwrite another part's error.
void bio_store_status(Kernel& kernel, Bio& parent, BlkStatus status);

// The block layer is done with the bio: verification of a read's PI is queued,
// or its owner's bi_end_io is called. Source: bio_endio() in block/bio.c.
void bio_endio(Kernel& kernel, Bio& bio);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_BIO_H_
