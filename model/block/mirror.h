// MD RAID1: each leg gets a clone of every write and fetches the data on its
// own; reads are served by one leg.
//
// Simplified: a read that fails on one leg is not tried on another, and a
// failed write is not narrowed down to bad blocks.
//
// Source: drivers/md/raid1.c of Linux. With a leg behind a network, also
// drivers/block/drbd/drbd_req.c: one page feeds the local write and the send.

#ifndef DIORACE_MODEL_BLOCK_MIRROR_H_
#define DIORACE_MODEL_BLOCK_MIRROR_H_

#include "absl/types/span.h"
#include "checker/sync/atomic.h"
#include "model/block/fetch_record.h"
#include "model/block/stacked_device.h"

namespace dio {

class MirrorDevice final : public StackedDevice {
 public:
  MirrorDevice(Kernel& kernel, const DeviceSpec& spec,
               absl::Span<BlockDevice* const> legs);

  // Of the first leg that is in the array.
  absl::Span<const uint8_t> Content(uint64_t address,
                                    uint32_t bytes) const override;
  bool WrittenBack(uint64_t address) const override;
  bool IsDurable(uint64_t address, absl::Span<const uint8_t> bytes) override;

 protected:
  void Enqueue(Bio& bio, TaskStruct& current) override;

 private:
  // struct r1bio of a write. In the arena.
  struct R1Bio;
  struct Leg {
    R1Bio* r1_bio = nullptr;
    size_t number = 0;
    bool asked = false;
    BlkStatus status = BlkStatus::kOk;
    FetchRecord* fetched = nullptr;
  };

  void Read(Bio& bio, TaskStruct& current);
  void Write(Bio& bio, TaskStruct& current);
  // Which leg an injected error hits.
  size_t ErrorLeg(const Bio& bio) const;
  static void EndWrite(Bio& clone);
  void FinishWrite(R1Bio& r1_bio);
  void MarkFaulty(const R1Bio& r1_bio);
  void ReportDegraded(size_t number);
  void CompareLegs(const R1Bio& r1_bio);
  void TakeFromFirstGood(const R1Bio& r1_bio) const;
  const BlockDevice& FirstGood() const;

  // The leg has failed a write, and is not used any more.
  absl::Span<checker::Atomic<bool>*> faulty_;
  // Writes of user memory that are done, for the oracles.
  R1Bio* done_ = nullptr;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_MIRROR_H_
