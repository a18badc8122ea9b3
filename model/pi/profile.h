// How a device protects its data: what Linux keeps as the integrity profile in
// a block device's queue limits.
//
//   Profile profile{.interval_bytes = 4096};
//   absl::Status status = ValidateProfile(profile);
//
// Source: struct blk_integrity in include/linux/blkdev.h of Linux; T10 SBC-4,
// "Protection types".

#ifndef DIORACE_MODEL_PI_PROFILE_H_
#define DIORACE_MODEL_PI_PROFILE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "model/pi/guard.h"

namespace dio::pi {

// What the tags mean; the values are those of the standards.
enum class ProtectionType : uint8_t {
  // The reference tag is the low 32 bits of the block's address.
  kType1 = 1,
};

inline constexpr uint32_t kMinIntervalBytes = 8;

struct Profile {
  ProtectionType type = ProtectionType::kType1;
  GuardType guard = GuardType::kCrc16T10Dif;
  // The bytes of data that one tuple protects. Devices have 512 or 4096; small
  // scenarios use any other power of two from kMinIntervalBytes on.
  uint32_t interval_bytes = 512;

  friend bool operator==(const Profile&, const Profile&) = default;
};

// InvalidArgument, and what to write instead, for an interval that is no power
// of two or below kMinIntervalBytes.
absl::Status ValidateProfile(const Profile& profile);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_PROFILE_H_
