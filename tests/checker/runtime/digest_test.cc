// Digests of bytes and of texts.

#include "checker/runtime/digest.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace checker {
namespace {

constexpr size_t kMaxSize = 33;  // four words and one byte

std::vector<uint8_t> Increasing(size_t size) {
  std::vector<uint8_t> bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i + 1);
  return bytes;
}

TEST(DigestTest, IsTheSameOnEveryMachine) {
  EXPECT_EQ(Digest(""), 0);
  EXPECT_EQ(Digest("a"), 0x727b65d101fa6e35);
  EXPECT_EQ(Digest("worker#1, and others"), 0x66a046a26296ad98);
}

TEST(DigestTest, OfATextIsThatOfItsBytes) {
  for (size_t size = 0; size <= kMaxSize; ++size) {
    std::vector<uint8_t> bytes = Increasing(size);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(byte + 0xe0);
    EXPECT_EQ(Digest(std::string(bytes.begin(), bytes.end())), Digest(bytes));
  }
}

TEST(DigestTest, ZerosAtTheEndCount) {
  std::set<uint64_t> digests;
  for (size_t size = 0; size <= kMaxSize; ++size)
    digests.insert(Digest(std::vector<uint8_t>(size, 0)));
  EXPECT_EQ(digests.size(), kMaxSize + 1);
}

TEST(DigestTest, EveryBitOfEveryByteCounts) {
  for (size_t size = 1; size <= kMaxSize; ++size) {
    std::vector<uint8_t> bytes = Increasing(size);
    std::set<uint64_t> digests = {Digest(bytes)};
    for (size_t i = 0; i < size; ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        bytes[i] ^= static_cast<uint8_t>(1 << bit);
        EXPECT_TRUE(digests.insert(Digest(bytes)).second)
            << "bit " << bit << " of byte " << i << " of " << size;
        bytes[i] ^= static_cast<uint8_t>(1 << bit);
      }
    }
  }
}

TEST(DigestTest, PlacesCount) {
  std::vector<uint8_t> bytes = Increasing(kMaxSize);
  std::set<uint64_t> digests = {Digest(bytes)};
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (size_t j = i + 1; j < bytes.size(); ++j) {
      std::swap(bytes[i], bytes[j]);
      EXPECT_TRUE(digests.insert(Digest(bytes)).second) << i << " and " << j;
      std::swap(bytes[i], bytes[j]);
    }
  }
}

}  // namespace
}  // namespace checker
