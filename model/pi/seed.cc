#include "model/pi/seed.h"

#include <bit>

namespace dio::pi {
namespace {

constexpr uint32_t kSectorBytes = 512;

}  // namespace

uint64_t SeedOf(uint64_t sector, uint32_t interval_bytes, bool in_intervals) {
  if (!in_intervals || interval_bytes <= kSectorBytes) return sector;
  return sector >> std::countr_zero(interval_bytes / kSectorBytes);
}

}  // namespace dio::pi
