#include "model/block/two_looks.h"

#include <cstring>
#include <utility>

namespace dio {

TwoLooks::TwoLooks(uint32_t bytes, checker::Arena& arena)
    : first_(arena.AllocateArray<uint8_t>(bytes)) {}

void TwoLooks::First(uint32_t offset, absl::Span<const uint8_t> seen) {
  std::memcpy(first_.data() + offset, seen.data(), seen.size());
}

void TwoLooks::Second(uint32_t offset, absl::Span<const uint8_t> seen,
                      const checker::Operation& look,
                      const checker::Operation& change) {
  if (difference_.has_value() ||
      std::memcmp(first_.data() + offset, seen.data(), seen.size()) == 0)
    return;
  difference_ = Difference{change, look};
}

std::optional<TwoLooks::Difference> TwoLooks::TakeDifference() {
  return std::exchange(difference_, std::nullopt);
}

}  // namespace dio
