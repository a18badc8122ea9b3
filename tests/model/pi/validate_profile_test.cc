#include "model/pi/validate_profile.h"

#include <cstdint>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "model/pi/tuple.h"

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
  EXPECT_EQ(profile.metadata_bytes, TupleBytes(profile.guard));
  EXPECT_EQ(profile.pi_offset, 0u);
  EXPECT_TRUE(profile.generate);
  EXPECT_TRUE(profile.verify);
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

TEST(ProfileTest, Type3HasNoReferenceTag) {
  EXPECT_TRUE(Profile{.type = ProtectionType::kType1}.has_ref_tag());
  EXPECT_TRUE(Profile{.type = ProtectionType::kType2}.has_ref_tag());
  EXPECT_FALSE(Profile{.type = ProtectionType::kType3}.has_ref_tag());
}

struct Metadata {
  GuardType guard;
  uint32_t bytes;
  uint32_t pi_offset;
};

absl::Status ValidateMetadata(const Metadata& metadata) {
  return ValidateProfile({.guard = metadata.guard,
                          .metadata_bytes = metadata.bytes,
                          .pi_offset = metadata.pi_offset});
}

TEST(ProfileTest, TakesMetadataThatHoldsTheTuple) {
  for (const Metadata& metadata : {Metadata{GuardType::kCrc16T10Dif, 8, 0},
                                   Metadata{GuardType::kCrc16T10Dif, 16, 8},
                                   Metadata{GuardType::kCrc16T10Dif, 255, 247},
                                   Metadata{GuardType::kIpChecksum, 64, 0},
                                   Metadata{GuardType::kCrc64Nvme, 16, 0},
                                   Metadata{GuardType::kCrc64Nvme, 64, 48}}) {
    EXPECT_EQ(ValidateMetadata(metadata), absl::OkStatus());
  }
}

TEST(ProfileTest, RefusesMetadataThatIsTooSmallOrTooLarge) {
  EXPECT_EQ(ValidateMetadata({GuardType::kCrc16T10Dif, 7, 0}).message(),
            "the metadata of an interval cannot have 7 bytes: use 8, the size "
            "of the tuple of this guard, or up to 255 if there is more than "
            "that");
  EXPECT_EQ(ValidateMetadata({GuardType::kCrc64Nvme, 8, 0}).message(),
            "the metadata of an interval cannot have 8 bytes: use 16, the size "
            "of the tuple of this guard, or up to 255 if there is more than "
            "that");
  EXPECT_FALSE(ValidateMetadata({GuardType::kIpChecksum, 256, 0}).ok());
}

TEST(ProfileTest, RefusesATupleThatReachesBeyondTheMetadata) {
  EXPECT_EQ(ValidateMetadata({GuardType::kCrc16T10Dif, 16, 9}).message(),
            "a tuple of 8 bytes cannot begin at byte 9 of 16 bytes of "
            "metadata: use at most 8, or larger metadata");
  EXPECT_EQ(ValidateMetadata({GuardType::kCrc64Nvme, 16, ~0u}).message(),
            "a tuple of 16 bytes cannot begin at byte 4294967295 of 16 bytes "
            "of metadata: use 0, or larger metadata");
}

TEST(ProfileTest, RefusesMetadataBeforeATupleWithAnIpChecksum) {
  EXPECT_EQ(ValidateMetadata({GuardType::kIpChecksum, 16, 8}).message(),
            "with an IP checksum, the tuple cannot begin at byte 8 of the "
            "metadata: use 0, or a CRC");
}

}  // namespace
}  // namespace dio::pi
