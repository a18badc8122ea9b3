#include "model/pi/guard.h"

#include "isa-l/crc.h"

namespace dio::pi {

void Guard::Add(absl::Span<const uint8_t> bytes) {
  switch (type_) {
    case GuardType::kCrc16T10Dif:
      value_ = crc16_t10dif(value_, bytes.data(), bytes.size());
      return;
  }
}

uint16_t ComputeGuard(GuardType type, absl::Span<const uint8_t> bytes) {
  Guard guard(type);
  guard.Add(bytes);
  return guard.value();
}

}  // namespace dio::pi
