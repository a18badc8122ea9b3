#include "model/pi/guard.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "gtest/gtest.h"

namespace dio::pi {
namespace {

using ByteVector = std::vector<uint8_t>;

uint16_t Crc16(absl::Span<const uint8_t> bytes) {
  return ComputeGuard(GuardType::kCrc16T10Dif, bytes);
}

ByteVector Text(const std::string& text) {
  return ByteVector(text.begin(), text.end());
}

ByteVector Repeated(size_t size, uint8_t value) {
  return ByteVector(size, value);
}

ByteVector Increasing(size_t size) {
  ByteVector bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i);
  return bytes;
}

ByteVector Decreasing(size_t size) {
  ByteVector bytes(size);
  for (size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<uint8_t>(size - 1 - i);
  }
  return bytes;
}

ByteVector OnesThenZeros(size_t half) {
  ByteVector bytes(2 * half, 0);
  for (size_t i = 0; i < half; ++i) bytes[i] = 0xff;
  return bytes;
}

ByteVector Random(size_t size, std::mt19937& random) {
  ByteVector bytes(size);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  return bytes;
}

// The definition, bit by bit.
uint16_t Crc16ByDefinition(absl::Span<const uint8_t> bytes) {
  uint16_t crc = 0;
  for (uint8_t byte : bytes) {
    for (int bit = 7; bit >= 0; --bit) {
      const bool out = (crc >> 15 & 1) != (byte >> bit & 1);
      crc = static_cast<uint16_t>(crc << 1 ^ (out ? 0x8bb7 : 0));
    }
  }
  return crc;
}

TEST(GuardTest, Example) {
  Guard guard(GuardType::kCrc16T10Dif);
  guard.Add(Text("12345"));
  guard.Add(Text("6789"));
  EXPECT_EQ(guard.value(), 0xd0db);
}

struct KnownAnswer {
  std::string name;
  ByteVector bytes;
  uint16_t crc16;
};

void PrintTo(const KnownAnswer& answer, std::ostream* os) {
  *os << answer.name;
}

// From the CRC catalogue, the NVM Command Set Specification, crypto/testmgr.h
// of Linux and the tests of SPDK.
std::vector<KnownAnswer> Published() {
  return {
      {"check", Text("123456789"), 0xd0db},
      {"zeros4096", Repeated(4096, 0x00), 0x0000},
      {"ones4096", Repeated(4096, 0xff), 0x8b5d},
      {"increasing4096", Increasing(4096), 0x8f6d},
      {"decreasing4096", Decreasing(4096), 0x0430},
      {"ones32", Repeated(32, 0xff), 0xa293},
      {"increasing32", Increasing(32), 0x0224},
  };
}

// Computed from the definition when this test was written.
std::vector<KnownAnswer> Computed() {
  return {
      {"empty", {}, 0x0000},
      {"one", {0x01}, 0x8bb7},
      {"zeros512", Repeated(512, 0x00), 0x0000},
      {"ones512", Repeated(512, 0xff), 0xe6a1},
      {"increasing512", Increasing(512), 0x4f10},
      {"decreasing512", Decreasing(512), 0xa9b1},
      {"aa512", Repeated(512, 0xaa), 0xbb3e},
      {"55x512", Repeated(512, 0x55), 0x5d9f},
      {"ones256zeros256", OnesThenZeros(256), 0x2058},
      {"ones2048zeros2048", OnesThenZeros(2048), 0xa07e},
  };
}

class KnownAnswerTest : public testing::TestWithParam<KnownAnswer> {};

TEST_P(KnownAnswerTest, Matches) {
  const KnownAnswer& answer = GetParam();
  EXPECT_EQ(Crc16(answer.bytes), answer.crc16);
  EXPECT_EQ(Crc16ByDefinition(answer.bytes), answer.crc16);
}

std::string AnswerName(const testing::TestParamInfo<KnownAnswer>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Published, KnownAnswerTest,
                         testing::ValuesIn(Published()), AnswerName);
INSTANTIATE_TEST_SUITE_P(Computed, KnownAnswerTest,
                         testing::ValuesIn(Computed()), AnswerName);

TEST(GuardTest, FollowsTheDefinitionForEverySmallSize) {
  std::mt19937 random(1);
  for (size_t size = 0; size <= 600; ++size) {
    const ByteVector bytes = Random(size, random);
    ASSERT_EQ(Crc16(bytes), Crc16ByDefinition(bytes)) << size << " bytes";
  }
}

TEST(GuardTest, PiecesGiveTheValueOfTheWhole) {
  std::mt19937 random(2);
  for (int round = 0; round < 2000; ++round) {
    const ByteVector bytes = Random(random() % 4097, random);
    const size_t longest = 1 + random() % 1024;
    Guard guard(GuardType::kCrc16T10Dif);
    absl::Span<const uint8_t> rest(bytes);
    while (!rest.empty()) {
      const size_t piece = random() % (longest + 1);  // may be empty
      guard.Add(rest.subspan(0, piece));
      rest.remove_prefix(std::min(piece, rest.size()));
    }
    ASSERT_EQ(guard.value(), Crc16(bytes)) << "round " << round;
  }
}

TEST(GuardTest, NothingAddedIsZero) {
  Guard guard(GuardType::kCrc16T10Dif);
  EXPECT_EQ(guard.value(), 0);
  guard.Add({});
  EXPECT_EQ(guard.value(), 0);
}

TEST(GuardTest, AddingNothingLeavesTheValue) {
  Guard guard(GuardType::kCrc16T10Dif);
  guard.Add(Text("123456789"));
  guard.Add({});
  EXPECT_EQ(guard.value(), 0xd0db);
}

TEST(GuardTest, CopyContinuesOnItsOwn) {
  Guard guard(GuardType::kCrc16T10Dif);
  guard.Add(Text("12345"));
  Guard copy = guard;
  copy.Add(Text("x"));
  guard.Add(Text("6789"));
  EXPECT_EQ(guard.value(), 0xd0db);
  EXPECT_EQ(copy.value(), Crc16(Text("12345x")));
}

TEST(GuardTest, LeadingZerosAreInvisible) {
  for (size_t zeros : {1, 2, 7, 8, 63, 512, 4096}) {
    ByteVector bytes = Repeated(zeros, 0);
    EXPECT_EQ(Crc16(bytes), 0) << zeros << " zeros";
    for (uint8_t byte : Text("123456789")) bytes.push_back(byte);
    EXPECT_EQ(Crc16(bytes), 0xd0db) << zeros << " zeros";
  }
}

TEST(GuardTest, TrailingZerosAreVisible) {
  ByteVector bytes = Text("123456789");
  bytes.push_back(0);
  EXPECT_NE(Crc16(bytes), 0xd0db);
}

}  // namespace
}  // namespace dio::pi
