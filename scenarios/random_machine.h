// A machine that nobody has thought of: limits, devices, a file. Small, so that
// all that can happen on it can be tried.

#ifndef DIORACE_SCENARIOS_RANDOM_MACHINE_H_
#define DIORACE_SCENARIOS_RANDOM_MACHINE_H_

#include <cstdint>

#include "scenarios/dice.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

inline constexpr uint32_t kRandomChunkBytes = 8;

// What workloads need to know of it.
struct RandomMachine {
  uint32_t page = 0;
  uint32_t logical_block = 0;
  uint32_t block = 0;      // of the file
  uint32_t end = 0;        // of the file's extents
  uint32_t alignment = 0;  // of memory
};

// Adds them to `scenario`, which has none.
RandomMachine AddRandomMachine(Dice& dice, Scenario& scenario);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_RANDOM_MACHINE_H_
