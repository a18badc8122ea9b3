#include "scenarios/limits.h"

#include <algorithm>

namespace diorace {

uint32_t LogicalBlockBytes(const Scenario& scenario, const Device& device) {
  if (device.has_logical_block_bytes()) return device.logical_block_bytes();
  return device.has_integrity() ? device.integrity().interval_bytes()
                                : std::min(512u, scenario.chunk_bytes());
}

}  // namespace diorace
