// What a block device is, in a workload.

#ifndef DIORACE_MODEL_BLOCK_DEVICE_SPEC_H_
#define DIORACE_MODEL_BLOCK_DEVICE_SPEC_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/pi/profile.h"

namespace dio {

enum class DeviceKind : uint8_t {
  kDisk,
  // MD RAID1: each leg gets a clone of every write, and fetches on its own.
  kMirror,
  // MD RAID5: data on all legs but the last, parity on that.
  kParity,
  // A disk behind a network that protects what it sends by a digest, and sends
  // again if the digest does not fit.
  kNetwork,
};

// How the hardware looks at the memory of a write.
enum class HardwareProfile : uint8_t {
  // Each interval is fetched once, in order, checked and kept; if all are good,
  // all are committed.
  kSingleFetch,
  // As scsi_debug: all intervals are checked in order, then all are fetched
  // again and committed.
  kScsiDebug,
  // Any order, any part twice, and a failed command may have committed a
  // prefix.
  kFree,
};

// Where requests wait for the driver.
enum class SchedulerKind : uint8_t {
  // Nowhere: each goes to the driver on its own.
  kNone,
  // They can merge there, with those of other tasks as well.
  kMqDeadline,
};

// An interval that was made not to fit before anything runs: by the medium, or
// on the way from it, past the device's own check. For the host to find.
struct SpoiltPlace {
  enum class What : uint8_t { kData, kGuard, kRef };

  uint32_t offset = 0;  // of any byte of the interval
  What what = What::kData;
};

// A sequential zone that takes appends: where it begins, and where the next one
// goes. Bytes.
struct OpenZone {
  uint32_t start = 0;
  uint32_t write_pointer = 0;
};

struct DeviceSpec {
  std::string name;
  DeviceKind kind = DeviceKind::kDisk;
  uint32_t bytes = 0;
  // With integrity, at least the interval.
  uint32_t logical_block_bytes = 512;
  std::optional<pi::Profile> integrity = {};
  // Every byte of the medium at the start.
  uint8_t fill = 0;
  HardwareProfile hardware = HardwareProfile::kSingleFetch;
  // queue/stable_writes; left out, on if something is computed over the data.
  std::optional<bool> stable_writes = {};
  // Fills in protection information for writes that bring none (NVMe PRACT).
  bool inserts_integrity = false;
  bool write_cache = false;
  bool fua = false;
  // kDisk, kNetwork; not with bio_based.
  SchedulerKind scheduler = SchedulerKind::kNone;
  // The largest request; bios are split to it. 0: any.
  uint32_t max_request_bytes = 0;
  // Memory must begin and end at multiples of it.
  uint32_t dma_alignment = 1;
  // kDisk: a driver that takes bios as they are and copies in the submitter's
  // context (brd, pmem). It does not check dma_alignment. Without integrity.
  bool bio_based = false;
  // Zoned: where files with FileSpec::zoned are written. Their bios must not be
  // larger than max_request_bytes.
  std::optional<OpenZone> open_zone = {};
  // With integrity: what a verification must find.
  std::vector<SpoiltPlace> spoilt = {};
  // kMirror, kParity: indices of disks that come before this one and have no
  // legs themselves. A device with legs has no integrity of its own: that of
  // its legs works below it. A mirror with a leg of kNetwork is DRBD.
  std::vector<size_t> legs = {};
  // kParity: how much lies on one leg before the next one's turn; a multiple of
  // the logical block. 0: one block. `bytes` is that of all data legs.
  uint32_t stripe_unit_bytes = 0;
  // kParity: parity over the caller's pages, for units that are written whole.
  bool skip_copy = false;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_DEVICE_SPEC_H_
