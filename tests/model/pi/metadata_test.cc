#include "model/pi/metadata.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "gtest/gtest.h"
#include "model/pi/check.h"
#include "model/pi/guard.h"
#include "model/pi/validate_profile.h"

namespace dio::pi {
namespace {

using ByteVector = std::vector<uint8_t>;

constexpr Profile kExact;
constexpr Profile kBefore = {.metadata_bytes = 16, .pi_offset = 8};
constexpr Profile kBehind = {.metadata_bytes = 16};
constexpr Profile kAround = {
    .guard = GuardType::kCrc64Nvme, .metadata_bytes = 64, .pi_offset = 5};
constexpr Profile kAll[] = {kExact, kBefore, kBehind, kAround};

ByteVector Data() {
  ByteVector data(512);
  for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<uint8_t>(i);
  return data;
}

ByteVector Encoded(const Profile& profile, const Tuple& tuple) {
  ByteVector bytes(profile.metadata_bytes, 0x5a);
  EncodeMetadata(profile, tuple, absl::MakeSpan(bytes));
  return bytes;
}

TEST(MetadataTest, ProfilesAreValid) {
  for (const Profile& profile : kAll)
    EXPECT_EQ(ValidateProfile(profile), absl::OkStatus());
}

TEST(MetadataTest, TupleIsAtItsOffsetAmongZeros) {
  const Tuple tuple = {.guard = 0xd0db, .app = 0x1234, .ref = 0x89abcdef};
  const ByteVector before = {0,    0,    0,    0,    0,    0,    0,    0,
                             0xd0, 0xdb, 0x12, 0x34, 0x89, 0xab, 0xcd, 0xef};
  const ByteVector behind = {0xd0, 0xdb, 0x12, 0x34, 0x89, 0xab, 0xcd, 0xef,
                             0,    0,    0,    0,    0,    0,    0,    0};
  EXPECT_EQ(Encoded(kBefore, tuple), before);
  EXPECT_EQ(Encoded(kBehind, tuple), behind);
}

TEST(MetadataTest, DecodeUndoesEncode) {
  const Tuple tuple = {.guard = 0xd0db, .app = 0x1234, .ref = 0x89abcdef};
  for (const Profile& profile : kAll)
    EXPECT_EQ(DecodeMetadata(profile, Encoded(profile, tuple)), tuple);
}

TEST(MetadataTest, GeneratedMetadataPassesTheCheck) {
  const uint64_t seed = 1000;
  for (const Profile& profile : kAll) {
    const uint64_t guard = IntervalGuard(profile, Data());
    const ByteVector bytes = Encoded(profile, MakeTuple(profile, guard, seed));
    EXPECT_FALSE(Check(profile, Verifier::kLinux,
                       DecodeMetadata(profile, bytes), guard, seed)
                     .failed());
  }
}

// The guard covers the data and then the metadata, as far as the tuple.
TEST(MetadataTest, BytesBeforeTheTupleAreGuarded) {
  for (const Profile& profile : kAll) {
    const ByteVector bytes = Encoded(profile, Tuple());
    Guard guard(profile.guard);
    guard.Add(Data());
    guard.Add(absl::MakeConstSpan(bytes).subspan(0, profile.pi_offset));
    EXPECT_EQ(IntervalGuard(profile, Data()), guard.value());
  }
  EXPECT_NE(IntervalGuard(kBefore, Data()), IntervalGuard(kExact, Data()));
}

TEST(MetadataTest, BytesBehindTheTupleAreNot) {
  EXPECT_EQ(IntervalGuard(kBehind, Data()), IntervalGuard(kExact, Data()));
  ByteVector bytes = Encoded(kBehind, {.guard = 0xd0db});
  bytes.back() = 0x77;
  EXPECT_EQ(DecodeMetadata(kBehind, bytes), (Tuple{.guard = 0xd0db}));
}

}  // namespace
}  // namespace dio::pi
