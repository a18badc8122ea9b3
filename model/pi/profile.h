// How a device protects its data: what Linux keeps as the integrity profile in
// a block device's queue limits.
//
//   Profile profile{.guard = GuardType::kCrc64Nvme,
//                   .interval_bytes = 4096,
//                   .metadata_bytes = 16};
//
// Source: struct blk_integrity in include/linux/blkdev.h and
// Documentation/ABI/stable/sysfs-block of Linux; T10 SBC-4, "Protection types".

#ifndef DIORACE_MODEL_PI_PROFILE_H_
#define DIORACE_MODEL_PI_PROFILE_H_

#include <cstdint>

#include "model/pi/guard.h"

namespace dio::pi {

// What the tags mean; the values are those of the standards.
enum class ProtectionType : uint8_t {
  // The reference tag is the low bits of the block's address.
  kType1 = 1,
  // The command brings the reference tag of its first block. Linux brings the
  // address, so to it types 1 and 2 are the same.
  kType2 = 2,
  // The reference tag is opaque: Linux writes 0, and nobody compares it.
  kType3 = 3,
};

inline constexpr uint32_t kMinIntervalBytes = 8;
// Linux keeps the size in a byte.
inline constexpr uint32_t kMaxMetadataBytes = 255;

struct Profile {
  ProtectionType type = ProtectionType::kType1;
  GuardType guard = GuardType::kCrc16T10Dif;
  // The bytes of data that one tuple protects. Devices have 512 or 4096; small
  // scenarios use any other power of two from kMinIntervalBytes on.
  uint32_t interval_bytes = 512;
  // The metadata of an interval, in bytes: its tuple (TupleBytes of tuple.h)
  // and what is around it.
  uint32_t metadata_bytes = 8;
  // Where in the metadata the tuple begins, in bytes. What is before it is
  // guarded, what is behind it is not.
  uint32_t pi_offset = 0;
  // The flags write_generate and read_verify of sysfs: whether the block layer
  // makes tuples for writes, and checks those of reads.
  bool generate = true;
  bool verify = true;

  // BLK_INTEGRITY_REF_TAG: reference tags are generated, compared and remapped.
  bool has_ref_tag() const { return type != ProtectionType::kType3; }

  friend bool operator==(const Profile&, const Profile&) = default;
};

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_PROFILE_H_
