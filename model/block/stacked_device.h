// A device made of others: it has no medium, and sends clones of its bios on to
// its legs. Bio-based: it neither queues nor merges.
//
// Source: drivers/md/md.c, block/blk-settings.c (blk_stack_limits) of Linux.

#ifndef DIORACE_MODEL_BLOCK_STACKED_DEVICE_H_
#define DIORACE_MODEL_BLOCK_STACKED_DEVICE_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/sync/refcount.h"
#include "model/block/block_device.h"
#include "model/block/two_looks.h"

namespace dio {

class StackedDevice : public BlockDevice {
 public:
  // `legs` and `spec` must outlive it. Legs have no legs of their own, and it
  // has no integrity of its own: each leg protects its clones.
  StackedDevice(Kernel& kernel, const DeviceSpec& spec,
                absl::Span<BlockDevice* const> legs);

  // BLK_FEAT_STABLE_WRITES is in BLK_FEAT_INHERIT_MASK: set if a leg has it.
  // DRBD, which is a mirror with a leg behind a network, once dropped it.
  bool stable_writes() const override;
  // MD has both, whatever its legs have; it matters where a leg has a cache.
  bool write_cache() const override;
  bool fua() const override { return write_cache(); }
  void submit_flush(Bio& bio) override;
  uint8_t InitialFill() const override;

 protected:
  BlockDevice& leg(size_t index) const { return *legs_[index]; }
  size_t leg_count() const { return legs_.size(); }

  // Bytes [offset, offset + bytes) of `bio`, for `address` of a leg. It must be
  // given an end.
  static Bio& CloneOf(const Bio& bio, uint32_t offset, uint32_t bytes,
                      uint64_t address);
  // The row of the catalogue for parties that have seen different data.
  absl::string_view RowOf(const Bio& bio, absl::string_view usual) const;
  static void ReportDifference(const Bio& bio, absl::string_view kind,
                               absl::string_view oracle, absl::string_view row,
                               const TwoLooks::Difference& difference,
                               absl::string_view message);

  // Clones of one bio of which all must end before it does. In the arena.
  struct Join {
    Join(StackedDevice& device, Bio& master, int count)
        : device(device),
          master(master),
          remaining("stacked_bio.remaining", count) {}

    StackedDevice& device;
    Bio& master;
    checker::Refcount remaining;
  };
  // Lets `clone` end `join`, which it is one of: the first error becomes that
  // of the master.
  static void JoinEnd(Join& join, Bio& clone);

 private:
  bool DropsStableFlag() const;

  const absl::Span<BlockDevice* const> legs_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_STACKED_DEVICE_H_
