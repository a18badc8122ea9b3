// Requests: bios that the hardware gets as one command, and the plug in which a
// task holds them back.
//
// Source: block/blk-mq.c, block/blk-merge.c of Linux.

#ifndef DIORACE_MODEL_BLOCK_REQUEST_H_
#define DIORACE_MODEL_BLOCK_REQUEST_H_

#include <cstdint>

#include "checker/sync/wait_queue.h"
#include "model/block/bio.h"

namespace dio {

// Adjacent bios, in order, linked through bi_next. It succeeds or fails whole.
struct Request {
  explicit Request(Bio& bio) : first(&bio), last(&bio), bytes(bio.bi_size) {}

  uint64_t address() const { return first->address; }
  uint64_t end() const { return address() + bytes; }

  // Whether `other` may follow: same device, operation and flags, adjacent, not
  // larger together than the device takes. What is FUA merges with nothing.
  bool CanAppend(const Request& other, uint32_t max_bytes) const;
  // Takes the bios of `other`, which is no request any more.
  void Append(Request& other);
  void Prepend(Request& other);

  Bio* first;
  Bio* last;
  uint32_t bytes;
  Request* next = nullptr;

  // Of a request that is polled for: what the device says when it is done, and
  // the list of the task that polls.
  checker::Completion* polled_done = nullptr;
  BlkStatus polled_status = BlkStatus::kOk;
  Request* next_polled = nullptr;
};

template <typename Visit>
void ForEachBio(const Request& request, Visit visit) {
  for (Bio* bio = request.first; bio != nullptr;) {
    Bio* const next = bio->bi_next;  // `visit` may free the bio
    visit(*bio);
    bio = next;
  }
}

// struct blk_plug. A task has one at a time: to start one while another is
// active does nothing, and the outermost flushes.
struct BlkPlug {
  // Whose it is.
  checker::ObjectId task = {};
  Request* first = nullptr;
  Request* last = nullptr;
  uint32_t count = 0;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_REQUEST_H_
