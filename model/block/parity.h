// MD RAID5 with the parity on the last leg. raid5d copies what is written into
// the stripe cache, computes the parity over the copy, and writes both. With
// skip_copy, units that are written whole are not copied: the parity is
// computed over the caller's pages, and the data leg fetches them later.
//
// Simplified: the parity does not rotate; the stripe cache knows what all legs
// hold, so nothing is read before a small write; raid5d finishes one bio before
// it takes the next; the error of a leg fails the write.
//
// Source: drivers/md/raid5.c of Linux.

#ifndef DIORACE_MODEL_BLOCK_PARITY_H_
#define DIORACE_MODEL_BLOCK_PARITY_H_

#include "absl/types/span.h"
#include "checker/sync/atomic.h"
#include "checker/sync/work_queue.h"
#include "model/block/fetch_record.h"
#include "model/block/stacked_device.h"
#include "model/sched.h"

namespace dio {

class ParityDevice final : public StackedDevice {
 public:
  // Makes the parity leg fit the others.
  ParityDevice(Kernel& kernel, const DeviceSpec& spec,
               absl::Span<BlockDevice* const> legs);

  // Also with skip_copy.
  bool stable_writes() const override;
  // md/skip_copy, which sets queue/stable_writes too.
  void SetStableWrites(bool on) override;
  absl::Span<const uint8_t> Content(uint64_t address,
                                    uint32_t bytes) const override;
  bool WrittenBack(uint64_t address) const override;
  bool IsDurable(uint64_t address, absl::Span<const uint8_t> bytes) override;

 protected:
  void Enqueue(Bio& bio, TaskStruct& current) override;

 private:
  // What lies in one unit.
  struct Part {
    uint32_t offset;  // in the bio
    uint32_t bytes;
    size_t leg;
    uint64_t address;  // on the leg
    // With skip_copy.
    FetchRecord* parity = nullptr;
    FetchRecord* fetched = nullptr;
    bool failed = false;
  };

  size_t data_legs() const { return leg_count() - 1; }
  absl::Span<Part> PartsOf(const Bio& bio) const;
  uint32_t StripeBytes() const;

  void Read(Bio& bio, TaskStruct& current);
  void Write(Bio& bio);
  // Looks at the data of a part, for the parity. Returns the clone that writes
  // it.
  Bio& PrepareCopied(Bio& bio, Part& part);
  Bio& PrepareInPlace(Bio& bio, Part& part);
  Bio& ParityOf(Bio& bio, uint64_t stripe);
  void Finish(Bio& bio, absl::Span<const Part> parts);

  const uint32_t unit_bytes_;
  checker::Atomic<bool> skip_copy_;
  // What the data legs hold, by address on the array. raid5d's.
  absl::Span<uint8_t> stripe_cache_;
  TaskStruct current_;
  checker::WorkQueue raid5d_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_PARITY_H_
