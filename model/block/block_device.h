// A block device: the queue in front of it, and the hardware behind the
// doorbell.
//
// Source: block/blk-core.c, block/blk-mq.c of Linux for the queue. The hardware
// is the simplest that is correct: one command at a time, one pass over the
// data, intervals in order, all of a command committed or nothing.

#ifndef DIORACE_MODEL_BLOCK_BLOCK_DEVICE_H_
#define DIORACE_MODEL_BLOCK_BLOCK_DEVICE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/types/span.h"
#include "checker/sync/bytes.h"
#include "checker/sync/work_queue.h"
#include "model/block/bio.h"
#include "model/kernel.h"
#include "model/pi/profile.h"
#include "model/pi/tuple.h"

namespace dio {

// Requests that a task holds back until it flushes them. Private to its task,
// which must flush it. One is enough for an I/O of one bio.
struct BlkPlug {
  Bio* request = nullptr;
};

class BlockDevice {
 public:
  // A medium of `bytes` bytes of value `fill`, addressed in units of
  // `logical_block_bytes`. With a profile, there is protection information that
  // matches, and the unit must be its interval.
  BlockDevice(Kernel& kernel, const checker::Name& name, uint32_t bytes,
              uint32_t logical_block_bytes,
              const std::optional<pi::Profile>& profile, uint8_t fill);

  // BLK_FEAT_STABLE_WRITES: data under I/O must not change, because something
  // is computed over it.
  bool stable_writes() const { return profile_.has_value(); }
  const std::optional<pi::Profile>& profile() const { return profile_; }

  // The unit in which the medium is addressed, in bytes.
  uint32_t logical_block_bytes() const { return logical_block_bytes_; }

  // Takes over `bio`: PI is generated here, in the submitting task, then the
  // request waits in `plug`, or, without one, goes to the I/O scheduler, which
  // kblockd runs. bi_end_io is called in interrupt context or later.
  void submit_bio(Bio& bio, BlkPlug* plug);
  // Dispatches what `plug` holds.
  void blk_finish_plug(BlkPlug& plug);

  // The medium's bytes, for oracles when all is quiet.
  absl::Span<const uint8_t> medium() const { return medium_.Peek(); }

 private:
  // Rings the doorbell.
  void Dispatch(Bio& bio);
  // What the hardware does.
  void Execute(Bio& bio);
  BlkStatus Write(Bio& bio);
  BlkStatus CheckProtection(Bio& bio, absl::Span<uint8_t> data);
  void Read(Bio& bio);
  void RaiseInterrupt(Bio& bio, BlkStatus status);

  Kernel& kernel_;
  const std::optional<pi::Profile> profile_;
  const uint32_t logical_block_bytes_;
  checker::Bytes medium_;
  // Touched by the hardware only, so no shared state.
  absl::Span<pi::Tuple> medium_tuples_;
  checker::WorkQueue hardware_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_BLOCK_DEVICE_H_
