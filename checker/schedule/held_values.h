// What objects hold at some point of an execution, as far as its operations
// have shown it.

#ifndef DIORACE_CHECKER_SCHEDULE_HELD_VALUES_H_
#define DIORACE_CHECKER_SCHEDULE_HELD_VALUES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "checker/runtime/operation.h"
#include "checker/schedule/timeline.h"

namespace checker {

// What the last operation on `range` of `object` read or wrote.
struct HeldValue {
  std::string object;
  ByteRange range = {};
  std::string value;
  uint32_t step = 0;  // that showed it, from 1
  std::string task;   // whose step it was
};

// After the first `steps` steps of `timeline`; in order of names, then ranges.
// Where ranges overlap, what a later operation showed of a part stands beside
// what an earlier one showed of the whole; what is covered is left out.
std::vector<HeldValue> ValuesAfter(const Timeline& timeline, uint32_t steps);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_HELD_VALUES_H_
