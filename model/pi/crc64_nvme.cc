#include "model/pi/crc64_nvme.h"

#include <array>

namespace dio::pi {
namespace {

// 0xAD93D23594C93659 from its lowest to its highest bit.
constexpr uint64_t kReflectedPolynomial = 0x9a6c9329ac4bc9b5;

// What each byte that is shifted out contributes.
constexpr std::array<uint64_t, 256> MakeTable() {
  std::array<uint64_t, 256> table = {};
  for (uint64_t byte = 0; byte < table.size(); ++byte) {
    uint64_t crc = byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ ((crc & 1) != 0 ? kReflectedPolynomial : 0);
    table[byte] = crc;
  }
  return table;
}

constexpr std::array<uint64_t, 256> kTable = MakeTable();

}  // namespace

uint64_t Crc64Nvme(uint64_t crc, absl::Span<const uint8_t> bytes) {
  crc = ~crc;
  for (uint8_t byte : bytes) crc = crc >> 8 ^ kTable[(crc ^ byte) & 0xff];
  return ~crc;
}

}  // namespace dio::pi
