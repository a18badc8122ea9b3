#include "model/pi/tuple.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "absl/types/span.h"
#include "gtest/gtest.h"

namespace dio::pi {
namespace {

using ByteVector = std::vector<uint8_t>;

constexpr GuardType kAllGuards[] = {
    GuardType::kCrc16T10Dif, GuardType::kIpChecksum, GuardType::kCrc64Nvme};
constexpr Profile kSmall;
constexpr Profile kLarge = {.guard = GuardType::kCrc64Nvme,
                            .metadata_bytes = 16};

ByteVector Encoded(GuardType guard, const Tuple& tuple) {
  ByteVector bytes(TupleBytes(guard));
  Encode(guard, tuple, absl::MakeSpan(bytes));
  return bytes;
}

TEST(TupleTest, SmallLayoutIsBigEndian) {
  const Tuple tuple = {.guard = 0xd0db, .app = 0x1234, .ref = 0x89abcdef};
  const ByteVector bytes = {0xd0, 0xdb, 0x12, 0x34, 0x89, 0xab, 0xcd, 0xef};
  for (GuardType guard : {GuardType::kCrc16T10Dif, GuardType::kIpChecksum}) {
    EXPECT_EQ(Encoded(guard, tuple), bytes);
    EXPECT_EQ(Decode(guard, bytes), tuple);
  }
}

TEST(TupleTest, LargeLayoutIsBigEndian) {
  const Tuple tuple = {
      .guard = 0xae8b14860a799888, .app = 0x1234, .ref = 0x456789abcdef};
  const ByteVector bytes = {0xae, 0x8b, 0x14, 0x86, 0x0a, 0x79, 0x98, 0x88,
                            0x12, 0x34, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
  EXPECT_EQ(Encoded(GuardType::kCrc64Nvme, tuple), bytes);
  EXPECT_EQ(Decode(GuardType::kCrc64Nvme, bytes), tuple);
}

// Linux stores the sum of words in the machine's order without swapping it,
// which gives the bytes of the sum of big-endian words in big-endian order.
TEST(TupleTest, IpChecksumIsStoredAsTheSumOfBytesInTheirOrder) {
  const ByteVector data = {0x12, 0x34};
  const uint64_t guard = ComputeGuard(GuardType::kIpChecksum, data);
  const ByteVector bytes = Encoded(GuardType::kIpChecksum, {.guard = guard});
  EXPECT_EQ(bytes[0], 0xff - 0x12);
  EXPECT_EQ(bytes[1], 0xff - 0x34);
}

TEST(TupleTest, OnesAreTheEscape) {
  for (GuardType guard : kAllGuards) {
    const ByteVector ones(TupleBytes(guard), 0xff);
    const Tuple tuple = Decode(guard, ones);
    EXPECT_EQ(tuple.app, kAppEscape);
    EXPECT_EQ(tuple.ref, MaxRefTag(guard));
    EXPECT_EQ(Encoded(guard, tuple), ones);
  }
}

TEST(TupleTest, DecodeUndoesEncode) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 1000; ++round) {
    const Tuple small = {.guard = random() & 0xffff,
                         .app = static_cast<uint16_t>(random()),
                         .ref = random() & 0xffffffff};
    for (GuardType guard : kAllGuards)
      ASSERT_EQ(Decode(guard, Encoded(guard, small)), small) << round;
    const Tuple large = {.guard = random(),
                         .app = static_cast<uint16_t>(random()),
                         .ref = random() & 0xffffffffffff};
    const GuardType guard = GuardType::kCrc64Nvme;
    ASSERT_EQ(Decode(guard, Encoded(guard, large)), large) << round;
  }
}

TEST(TupleTest, EncodeLeavesNeighboursAlone) {
  for (GuardType guard : kAllGuards) {
    const size_t size = TupleBytes(guard);
    ByteVector buffer(3 * size, 0x5a);
    Encode(guard, Tuple(), absl::MakeSpan(buffer).subspan(size, size));
    for (size_t i = 0; i < buffer.size(); ++i) {
      const bool inside = i >= size && i < 2 * size;
      EXPECT_EQ(buffer[i], inside ? 0 : 0x5a) << "byte " << i;
    }
  }
}

TEST(TupleTest, LinuxGeneratesAppZeroAndRefFromTheSeed) {
  const uint64_t seed = 1000;
  const Tuple tuple = {.guard = 0xd0db, .app = 0, .ref = 1003};
  EXPECT_EQ(MakeTuple(kSmall, 0xd0db, seed + 3), tuple);
  EXPECT_EQ(MakeTuple({.type = ProtectionType::kType2}, 0xd0db, seed + 3),
            tuple);
  EXPECT_EQ(MakeTuple(kLarge, 0xd0db, seed + 3), tuple);
}

TEST(TupleTest, Type3HasRefZero) {
  const Tuple tuple = {.guard = 0xd0db, .app = 0, .ref = 0};
  EXPECT_EQ(MakeTuple({.type = ProtectionType::kType3}, 0xd0db, 1003), tuple);
}

TEST(TupleTest, RefIsTheLow32BitsOfTheSeed) {
  EXPECT_EQ(MakeTuple(kSmall, 0, 0x12345'89abcdefu).ref, 0x89abcdefu);
  EXPECT_EQ(MakeTuple(kSmall, 0, 0xffffffffu).ref, 0xffffffffu);
  EXPECT_EQ(MakeTuple(kSmall, 0, 0x1'00000000u).ref, 0u);
}

TEST(TupleTest, RefBesideALargeGuardIsTheLow48BitsOfTheSeed) {
  EXPECT_EQ(MakeTuple(kLarge, 0, 0xab'0123'89abcdefu).ref, 0x0123'89abcdefu);
  EXPECT_EQ(MakeTuple(kLarge, 0, 0xffff'ffffffffu).ref, 0xffff'ffffffffu);
  EXPECT_EQ(MakeTuple(kLarge, 0, 0x1'0000'00000000u).ref, 0u);
}

}  // namespace
}  // namespace dio::pi
