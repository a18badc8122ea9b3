#include "model/pi/profile.h"

#include <bit>

#include "absl/strings/str_cat.h"

namespace dio::pi {

absl::Status ValidateProfile(const Profile& profile) {
  if (profile.interval_bytes >= kMinIntervalBytes &&
      std::has_single_bit(profile.interval_bytes)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("an integrity interval cannot have ", profile.interval_bytes,
                   " bytes: use 512 or 4096, as devices do, or for a small "
                   "scenario another power of two from ",
                   kMinIntervalBytes, " on"));
}

}  // namespace dio::pi
