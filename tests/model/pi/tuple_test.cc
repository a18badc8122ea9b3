#include "model/pi/tuple.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>

#include "absl/types/span.h"
#include "gtest/gtest.h"

namespace dio::pi {
namespace {

using TupleBytes = std::array<uint8_t, kTupleBytes>;

TupleBytes Encoded(const Tuple& tuple) {
  TupleBytes bytes;
  Encode(tuple, absl::MakeSpan(bytes));
  return bytes;
}

TEST(TupleTest, IsBigEndian) {
  const Tuple tuple = {.guard = 0xd0db, .app = 0x1234, .ref = 0x89abcdef};
  const TupleBytes bytes = {0xd0, 0xdb, 0x12, 0x34, 0x89, 0xab, 0xcd, 0xef};
  EXPECT_EQ(Encoded(tuple), bytes);
  EXPECT_EQ(Decode(bytes), tuple);
}

TEST(TupleTest, OnesAreTheEscape) {
  const TupleBytes ones = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  const Tuple tuple = {.guard = 0xffff, .app = kAppEscape, .ref = 0xffffffff};
  EXPECT_EQ(Decode(ones), tuple);
  EXPECT_EQ(Encoded(tuple), ones);
}

TEST(TupleTest, DecodeUndoesEncode) {
  std::mt19937 random(1);
  for (int round = 0; round < 1000; ++round) {
    const Tuple tuple = {.guard = static_cast<uint16_t>(random()),
                         .app = static_cast<uint16_t>(random()),
                         .ref = static_cast<uint32_t>(random())};
    ASSERT_EQ(Decode(Encoded(tuple)), tuple) << "round " << round;
  }
}

TEST(TupleTest, EncodeLeavesNeighboursAlone) {
  std::array<uint8_t, 3 * kTupleBytes> buffer;
  buffer.fill(0x5a);
  Encode(Tuple(), absl::MakeSpan(buffer).subspan(kTupleBytes, kTupleBytes));
  for (size_t i = 0; i < buffer.size(); ++i) {
    const bool inside = i >= kTupleBytes && i < 2 * kTupleBytes;
    EXPECT_EQ(buffer[i], inside ? 0 : 0x5a) << "byte " << i;
  }
}

TEST(TupleTest, LinuxGeneratesAppZeroAndRefFromTheSeed) {
  const uint64_t seed = 1000;
  const Tuple tuple = {.guard = 0xd0db, .app = 0, .ref = 1003};
  EXPECT_EQ(MakeTuple(0xd0db, seed + 3), tuple);
}

TEST(TupleTest, RefIsTheLow32BitsOfTheSeed) {
  EXPECT_EQ(MakeTuple(0, 0x12345'89abcdefu).ref, 0x89abcdefu);
  EXPECT_EQ(MakeTuple(0, 0xffffffffu).ref, 0xffffffffu);
  EXPECT_EQ(MakeTuple(0, 0x1'00000000u).ref, 0u);
}

}  // namespace
}  // namespace dio::pi
