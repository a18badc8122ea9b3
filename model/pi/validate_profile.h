// Which profiles a device can have.
//
//   absl::Status status = ValidateProfile({.metadata_bytes = 16});

#ifndef DIORACE_MODEL_PI_VALIDATE_PROFILE_H_
#define DIORACE_MODEL_PI_VALIDATE_PROFILE_H_

#include "absl/status/status.h"
#include "model/pi/profile.h"

namespace dio::pi {

// InvalidArgument, and what to write instead, for
// - an interval that is no power of two or below kMinIntervalBytes;
// - metadata that cannot hold the tuple at its offset, or that is larger than
//   kMaxMetadataBytes;
// - an IP checksum with metadata before the tuple: no device has both, and
//   Linux would guard that metadata instead of the data.
absl::Status ValidateProfile(const Profile& profile);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_VALIDATE_PROFILE_H_
