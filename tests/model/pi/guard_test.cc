#include "model/pi/guard.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "gtest/gtest.h"

namespace dio::pi {
namespace {

using ByteVector = std::vector<uint8_t>;

constexpr GuardType kAllTypes[] = {
    GuardType::kCrc16T10Dif, GuardType::kIpChecksum, GuardType::kCrc64Nvme};

uint64_t Crc16(absl::Span<const uint8_t> bytes) {
  return ComputeGuard(GuardType::kCrc16T10Dif, bytes);
}

uint64_t IpChecksum(absl::Span<const uint8_t> bytes) {
  return ComputeGuard(GuardType::kIpChecksum, bytes);
}

uint64_t Crc64(absl::Span<const uint8_t> bytes) {
  return ComputeGuard(GuardType::kCrc64Nvme, bytes);
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

// The definitions, bit by bit and word by word.

uint64_t Crc16ByDefinition(absl::Span<const uint8_t> bytes) {
  uint16_t crc = 0;
  for (uint8_t byte : bytes) {
    for (int bit = 7; bit >= 0; --bit) {
      const bool out = (crc >> 15 & 1) != (byte >> bit & 1);
      crc = static_cast<uint16_t>(crc << 1 ^ (out ? 0x8bb7 : 0));
    }
  }
  return crc;
}

// The polynomial as the specification prints it, over bits in reflected order.
uint64_t Crc64ByDefinition(absl::Span<const uint8_t> bytes) {
  uint64_t crc = ~uint64_t{0};
  for (uint8_t byte : bytes) {
    for (int bit = 0; bit < 8; ++bit) {
      const bool out = (crc >> 63 & 1) != (byte >> bit & 1);
      crc = crc << 1 ^ (out ? 0xad93d23594c93659 : 0);
    }
  }
  uint64_t reflected = 0;
  for (int bit = 0; bit < 64; ++bit) reflected |= (crc >> bit & 1) << 63 >> bit;
  return ~reflected;
}

uint64_t IpChecksumByDefinition(absl::Span<const uint8_t> bytes) {
  uint32_t sum = 0;
  for (size_t i = 0; i < bytes.size(); i += 2) {
    const uint32_t low = i + 1 < bytes.size() ? bytes[i + 1] : 0;
    sum += uint32_t{bytes[i]} * 256 + low;
    if (sum > 0xffff) sum -= 0xffff;  // end-around carry
  }
  return 0xffff - sum;
}

uint64_t ByDefinition(GuardType type, absl::Span<const uint8_t> bytes) {
  switch (type) {
    case GuardType::kCrc16T10Dif:
      return Crc16ByDefinition(bytes);
    case GuardType::kIpChecksum:
      return IpChecksumByDefinition(bytes);
    case GuardType::kCrc64Nvme:
      return Crc64ByDefinition(bytes);
  }
  return 0;
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
  uint64_t crc16;
  uint64_t crc64;
  // Not published, so only with the answers computed here.
  std::optional<uint64_t> ip = std::nullopt;
};

void PrintTo(const KnownAnswer& answer, std::ostream* os) {
  *os << answer.name;
}

// From the CRC catalogue, the NVM Command Set Specification, crypto/testmgr.h
// of Linux and the tests of SPDK.
std::vector<KnownAnswer> Published() {
  return {
      {"check", Text("123456789"), 0xd0db, 0xae8b14860a799888},
      {"zeros4096", Repeated(4096, 0x00), 0x0000, 0x6482d367eb22b64e},
      {"ones4096", Repeated(4096, 0xff), 0x8b5d, 0xc0ddba7302eca3ac},
      {"increasing4096", Increasing(4096), 0x8f6d, 0x3e729f5f6750449c},
      {"decreasing4096", Decreasing(4096), 0x0430, 0x9a2df64b8e9e517e},
      {"ones32", Repeated(32, 0xff), 0xa293, 0xa0a06974c34d63c4},
      {"increasing32", Increasing(32), 0x0224, 0xb9d9d4a8492cbd7f},
  };
}

// Computed from the definitions when this test was written.
std::vector<KnownAnswer> Computed() {
  return {
      {"empty", {}, 0x0000, 0, 0xffff},
      {"one", {0x01}, 0x8bb7, 0xaab4a08fdfd90e51},
      {"zeros512", Repeated(512, 0), 0x0000, 0x1de60e2868a782e9, 0xffff},
      {"ones512", Repeated(512, 0xff), 0xe6a1, 0x5277682ddaeb44b6, 0x0000},
      {"increasing512", Increasing(512), 0x4f10, 0x65f48632094a1b07, 0x7f80},
      {"decreasing512", Decreasing(512), 0xa9b1, 0x2a65e037bb06dd58, 0x807f},
      {"aa512", Repeated(512, 0xaa), 0xbb3e, 0x84b0a81f835d885a, 0x5555},
      {"55x512", Repeated(512, 0x55), 0x5d9f, 0xcb21ce1a31114e05, 0xaaaa},
      {"ones256zeros256", OnesThenZeros(256), 0x2058, 0xac843b43d2be8c04,
       0x0000},
      {"ones2048zeros2048", OnesThenZeros(2048), 0xa07e, 0xc6bc2b57f7447167,
       0x0000},
  };
}

class KnownAnswerTest : public testing::TestWithParam<KnownAnswer> {};

TEST_P(KnownAnswerTest, Matches) {
  const KnownAnswer& answer = GetParam();
  EXPECT_EQ(Crc16(answer.bytes), answer.crc16);
  EXPECT_EQ(Crc64(answer.bytes), answer.crc64);
  if (answer.ip.has_value()) EXPECT_EQ(IpChecksum(answer.bytes), *answer.ip);
}

TEST_P(KnownAnswerTest, FollowsTheDefinition) {
  const ByteVector& bytes = GetParam().bytes;
  for (GuardType type : kAllTypes)
    EXPECT_EQ(ComputeGuard(type, bytes), ByDefinition(type, bytes));
}

// Every split into two, and into three where there are few bytes.
TEST_P(KnownAnswerTest, DoesNotDependOnTheSplit) {
  const absl::Span<const uint8_t> bytes = GetParam().bytes;
  for (GuardType type : kAllTypes) {
    const uint64_t whole = ComputeGuard(type, bytes);
    for (size_t i = 0; i <= bytes.size(); ++i) {
      Guard first(type);
      first.Add(bytes.subspan(0, i));
      Guard two = first;
      two.Add(bytes.subspan(i));
      ASSERT_EQ(two.value(), whole) << "split at " << i;
      if (bytes.size() > 32) continue;
      for (size_t j = i; j <= bytes.size(); ++j) {
        Guard three = first;
        three.Add(bytes.subspan(i, j - i));
        three.Add(bytes.subspan(j));
        ASSERT_EQ(three.value(), whole) << "split at " << i << ", " << j;
      }
    }
  }
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
    for (GuardType type : kAllTypes) {
      ASSERT_EQ(ComputeGuard(type, bytes), ByDefinition(type, bytes))
          << size << " bytes";
    }
  }
}

TEST(GuardTest, PiecesGiveTheValueOfTheWhole) {
  std::mt19937 random(2);
  for (int round = 0; round < 2000; ++round) {
    const GuardType type = kAllTypes[round % 3];
    const ByteVector bytes = Random(random() % 4097, random);
    const size_t longest = 1 + random() % 1024;
    Guard guard(type);
    absl::Span<const uint8_t> rest(bytes);
    while (!rest.empty()) {
      const size_t piece = random() % (longest + 1);  // may be empty
      guard.Add(rest.subspan(0, piece));
      rest.remove_prefix(std::min(piece, rest.size()));
    }
    ASSERT_EQ(guard.value(), ComputeGuard(type, bytes)) << "round " << round;
  }
}

TEST(GuardTest, AddingNothingLeavesTheValue) {
  for (GuardType type : kAllTypes) {
    Guard guard(type);
    guard.Add({});
    EXPECT_EQ(guard.value(), ComputeGuard(type, {}));
    guard.Add(Text("123456789"));
    guard.Add({});
    guard.AddZeros(0);
    EXPECT_EQ(guard.value(), ComputeGuard(type, Text("123456789")));
  }
}

TEST(GuardTest, AddsZerosAsBytes) {
  for (GuardType type : kAllTypes) {
    for (size_t zeros : {1, 2, 8, 255, 256, 257, 1000}) {
      ByteVector bytes = Text("12345");
      Guard guard(type);
      guard.Add(bytes);
      guard.AddZeros(zeros);
      guard.Add(Text("6789"));
      bytes.insert(bytes.end(), zeros, 0);
      for (uint8_t byte : Text("6789")) bytes.push_back(byte);
      EXPECT_EQ(guard.value(), ComputeGuard(type, bytes)) << zeros << " zeros";
    }
  }
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

TEST(Crc16Test, LeadingZerosAreInvisible) {
  for (size_t zeros : {1, 2, 7, 8, 63, 512, 4096}) {
    ByteVector bytes = Repeated(zeros, 0);
    EXPECT_EQ(Crc16(bytes), 0) << zeros << " zeros";
    for (uint8_t byte : Text("123456789")) bytes.push_back(byte);
    EXPECT_EQ(Crc16(bytes), 0xd0db) << zeros << " zeros";
  }
}

TEST(Crc16Test, TrailingZerosAreVisible) {
  ByteVector bytes = Text("123456789");
  bytes.push_back(0);
  EXPECT_NE(Crc16(bytes), 0xd0db);
}

TEST(Crc64Test, CountsZeros) {
  EXPECT_NE(Crc64(Repeated(1, 0)), Crc64({}));
  EXPECT_NE(Crc64(Repeated(2, 0)), Crc64(Repeated(1, 0)));
}

// R73: a write of zeros over ones, torn anywhere. The CRCs see every tear, the
// IP checksum none.
TEST(IpChecksumTest, DoesNotSeeOnesTornIntoZeros) {
  const ByteVector ones = Repeated(512, 0xff);
  for (size_t torn = 2; torn < 512; torn += 2) {
    ByteVector bytes = ones;
    std::fill_n(bytes.begin(), torn, uint8_t{0});
    ASSERT_EQ(IpChecksum(bytes), IpChecksum(ones)) << torn;
    ASSERT_NE(Crc16(bytes), Crc16(ones)) << torn;
    ASSERT_NE(Crc64(bytes), Crc64(ones)) << torn;
  }
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    ByteVector bytes = Repeated(512, 0);
    bytes[0] = bytes[1] = 0xff;  // at least one word of ones
    for (size_t i = 2; i < 512; i += 2) {
      if (random() % 2 != 0) bytes[i] = bytes[i + 1] = 0xff;
    }
    ASSERT_EQ(IpChecksum(bytes), 0u) << round;
  }
}

TEST(IpChecksumTest, SeesTheLastWordOfOnesGo) {
  EXPECT_EQ(IpChecksum(Repeated(512, 0)), 0xffffu);
  EXPECT_EQ(IpChecksum(Repeated(512, 0xff)), 0u);
}

TEST(IpChecksumTest, SeesHalfAWordOfOnesGo) {
  ByteVector bytes = Repeated(512, 0xff);
  bytes[100] = 0;
  EXPECT_EQ(IpChecksum(bytes), 0xff00u);
}

TEST(IpChecksumTest, DoesNotSeeSwappedWords) {
  std::mt19937 random(4);
  for (int round = 0; round < 100; ++round) {
    const ByteVector bytes = Random(512, random);
    ByteVector swapped = bytes;
    const size_t i = random() % 256 * 2;
    const size_t j = random() % 256 * 2;
    std::swap(swapped[i], swapped[j]);
    std::swap(swapped[i + 1], swapped[j + 1]);
    ASSERT_EQ(IpChecksum(swapped), IpChecksum(bytes));
    if (swapped == bytes) continue;
    ASSERT_NE(Crc64(swapped), Crc64(bytes));
  }
}

TEST(IpChecksumTest, SeesSwappedBytesOfAWord) {
  EXPECT_EQ(IpChecksum(ByteVector{0x12, 0x34}), 0xedcbu);
  EXPECT_EQ(IpChecksum(ByteVector{0x34, 0x12}), 0xcbedu);
}

TEST(IpChecksumTest, PadsAnOddByteWithAZeroBehindIt) {
  EXPECT_EQ(IpChecksum(ByteVector{0x01}), 0xfeffu);
}

}  // namespace
}  // namespace dio::pi
