// How the hardware takes the data of a write from memory: once or twice, in
// order or not, over a network or not.
//
// Source: drivers/scsi/scsi_debug.c of Linux (prot_verify_write, then
// do_device_access); the NVM Command Set Specification for what a controller
// may do; drivers/nvme/host/tcp.c for digests.

#ifndef DIORACE_MODEL_BLOCK_FETCH_H_
#define DIORACE_MODEL_BLOCK_FETCH_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/block/block_device.h"
#include "model/block/request.h"

namespace dio {

// Of one command, in its task.
class Fetch {
 public:
  // `data` has room for the request's.
  Fetch(BlockDevice& device, Request& request, absl::Span<uint8_t> data);

  // Everything that is fetched before the device decides to commit, checked
  // against its tuples or its digest.
  BlkStatus Check();
  // What a device that looks again fetches while it commits: from here on the
  // data is what will be on the medium.
  void Finish();

  // How much of the command was committed all the same, if Check fails.
  uint32_t prefix() const { return prefix_; }
  // The interval at `address` changed after its check, and does not match its
  // tuple.
  bool torn(uint64_t address) const;

 private:
  HardwareProfile hardware() const { return device_.spec().hardware; }
  // The bio's part of the command's data.
  absl::Span<uint8_t> DataOf(const Bio& bio);
  void Sample(Bio& bio, uint32_t begin, uint32_t end);

  BlkStatus CheckInOrder(Bio& bio);
  bool CheckOne(Bio& bio, uint32_t index);
  void FetchAgain(Bio& bio, uint32_t index);
  bool ReportLatent(Bio& bio, uint64_t guard, uint32_t index);

  // HardwareProfile::kFree: parts of the command, one after another, in an
  // order of the device's choice.
  struct Part {
    Bio* bio;
    uint32_t index;  // of its intervals, or of its logical blocks
    bool good = false;
  };
  absl::Span<Part> Parts();
  bool FetchPart(Part& part);
  BlkStatus CheckFreely();
  void ChoosePrefix();

  uint32_t PartBytes(const Bio& bio) const;

  BlockDevice& device_;
  Kernel& kernel_;
  Request& request_;
  const absl::Span<uint8_t> data_;
  absl::Span<Part> parts_;
  absl::Span<bool> torn_;
  uint32_t prefix_ = 0;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_FETCH_H_
