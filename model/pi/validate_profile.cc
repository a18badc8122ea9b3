#include "model/pi/validate_profile.h"

#include <bit>

#include "absl/strings/str_cat.h"
#include "model/pi/tuple.h"

namespace dio::pi {

absl::Status ValidateProfile(const Profile& profile) {
  if (profile.interval_bytes < kMinIntervalBytes ||
      !std::has_single_bit(profile.interval_bytes)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "an integrity interval cannot have ", profile.interval_bytes,
        " bytes: use 512 or 4096, as devices do, or for a small scenario "
        "another power of two from ",
        kMinIntervalBytes, " on"));
  }
  const uint32_t tuple = TupleBytes(profile.guard);
  if (profile.metadata_bytes < tuple ||
      profile.metadata_bytes > kMaxMetadataBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the metadata of an interval cannot have ",
                     profile.metadata_bytes, " bytes: use ", tuple,
                     ", the size of the tuple of this guard, or up "
                     "to ",
                     kMaxMetadataBytes, " if there is more than that"));
  }
  const uint32_t last = profile.metadata_bytes - tuple;
  if (profile.pi_offset > last) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a tuple of ", tuple, " bytes cannot begin at byte ", profile.pi_offset,
        " of ", profile.metadata_bytes, " bytes of metadata: use ",
        last == 0 ? "" : "at most ", last, ", or larger metadata"));
  }
  if (profile.guard == GuardType::kIpChecksum && profile.pi_offset != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("with an IP checksum, the tuple cannot begin at byte ",
                     profile.pi_offset, " of the metadata: use 0, or a CRC"));
  }
  return absl::OkStatus();
}

}  // namespace dio::pi
