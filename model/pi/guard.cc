#include "model/pi/guard.h"

#include <algorithm>
#include <array>

#include "isa-l/crc.h"
#include "model/pi/crc64_nvme.h"

namespace dio::pi {
namespace {

// `sum` and the big-endian words of `bytes`. `odd`: the first byte ends a word.
uint64_t AddWords(uint64_t sum, bool odd, absl::Span<const uint8_t> bytes) {
  size_t i = 0;
  if (odd && !bytes.empty()) sum += bytes[i++];
  for (; i + 1 < bytes.size(); i += 2) {
    sum += static_cast<uint64_t>(bytes[i] << 8 | bytes[i + 1]);
  }
  if (i < bytes.size()) sum += static_cast<uint64_t>(bytes[i] << 8);
  return sum;
}

// The complement of the sum with all carries added in.
uint16_t IpChecksum(uint64_t sum) {
  while (sum > 0xffff) sum = (sum >> 16) + (sum & 0xffff);
  return static_cast<uint16_t>(~sum);
}

}  // namespace

void Guard::Add(absl::Span<const uint8_t> bytes) {
  switch (type_) {
    case GuardType::kCrc16T10Dif:
      state_ = crc16_t10dif(static_cast<uint16_t>(state_), bytes.data(),
                            bytes.size());
      return;
    case GuardType::kIpChecksum:
      state_ = AddWords(state_, odd_, bytes);
      odd_ ^= bytes.size() % 2 != 0;
      return;
    case GuardType::kCrc64Nvme:
      state_ = Crc64Nvme(state_, bytes);
      return;
  }
}

void Guard::AddZeros(size_t count) {
  static constexpr std::array<uint8_t, 256> kZeros = {};
  while (count != 0) {
    const size_t piece = std::min(count, kZeros.size());
    Add(absl::MakeConstSpan(kZeros).subspan(0, piece));
    count -= piece;
  }
}

uint64_t Guard::value() const {
  return type_ == GuardType::kIpChecksum ? IpChecksum(state_) : state_;
}

uint64_t ComputeGuard(GuardType type, absl::Span<const uint8_t> bytes) {
  Guard guard(type);
  guard.Add(bytes);
  return guard.value();
}

}  // namespace dio::pi
