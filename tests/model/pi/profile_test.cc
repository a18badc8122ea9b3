#include "model/pi/profile.h"

#include <cstdint>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace dio::pi {
namespace {

absl::Status ValidateInterval(uint32_t bytes) {
  return ValidateProfile({.interval_bytes = bytes});
}

TEST(ProfileTest, DefaultIsType1OverSectorsWithCrc16) {
  const Profile profile;
  EXPECT_EQ(profile.type, ProtectionType::kType1);
  EXPECT_EQ(profile.guard, GuardType::kCrc16T10Dif);
  EXPECT_EQ(profile.interval_bytes, 512u);
  EXPECT_EQ(ValidateProfile(profile), absl::OkStatus());
}

TEST(ProfileTest, TakesPowersOfTwo) {
  for (uint32_t bytes = kMinIntervalBytes; bytes != 0; bytes *= 2) {
    EXPECT_EQ(ValidateInterval(bytes), absl::OkStatus()) << bytes;
  }
}

TEST(ProfileTest, RefusesOtherIntervals) {
  for (uint32_t bytes : {0u, 1u, 2u, 4u, 7u, 9u, 24u, 520u, 4104u, ~0u}) {
    EXPECT_EQ(ValidateInterval(bytes).code(),
              absl::StatusCode::kInvalidArgument)
        << bytes;
  }
}

TEST(ProfileTest, SaysWhatToWriteInstead) {
  EXPECT_EQ(ValidateInterval(520).message(),
            "an integrity interval cannot have 520 bytes: use 512 or 4096, as "
            "devices do, or for a small scenario another power of two from 8 "
            "on");
}

}  // namespace
}  // namespace dio::pi
