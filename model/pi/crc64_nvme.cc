#include "model/pi/crc64_nvme.h"

#include <array>
#include <cstddef>

namespace dio::pi {
namespace {

// 0xAD93D23594C93659 from its lowest to its highest bit.
constexpr uint64_t kReflectedPolynomial = 0x9a6c9329ac4bc9b5;

constexpr size_t kWord = sizeof(uint64_t);

// [n][byte] is what a byte contributes when n more bytes are shifted out after
// it. Algorithm: slicing-by-8 (Kounavis and Berry, ISCC 2005).
using Tables = std::array<std::array<uint64_t, 256>, kWord>;

constexpr Tables MakeTables() {
  Tables tables = {};
  for (uint64_t byte = 0; byte < 256; ++byte) {
    uint64_t crc = byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ ((crc & 1) != 0 ? kReflectedPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (size_t n = 1; n < kWord; ++n) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint64_t crc = tables[n - 1][byte];
      tables[n][byte] = crc >> 8 ^ tables[0][crc & 0xff];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

}  // namespace

uint64_t Crc64Nvme(uint64_t crc, absl::Span<const uint8_t> bytes) {
  crc = ~crc;
  for (; bytes.size() >= kWord; bytes.remove_prefix(kWord)) {
    uint64_t next = 0;
    for (size_t i = 0; i < kWord; ++i)
      next ^= kTables[kWord - 1 - i][(crc >> (8 * i) ^ bytes[i]) & 0xff];
    crc = next;
  }
  for (const uint8_t byte : bytes)
    crc = crc >> 8 ^ kTables[0][(crc ^ byte) & 0xff];
  return ~crc;
}

}  // namespace dio::pi
