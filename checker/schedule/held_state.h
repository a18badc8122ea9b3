// What everything holds at some point of a recorded execution.

#ifndef DIORACE_CHECKER_SCHEDULE_HELD_STATE_H_
#define DIORACE_CHECKER_SCHEDULE_HELD_STATE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "checker/runtime/contents.h"
#include "checker/schedule/timeline.h"

namespace checker {

struct HeldState {
  std::string object;
  Contents contents;
  // The step with which it has held that, from 1; 0: from the start.
  uint32_t step = 0;
  std::string task;  // whose step it was; "" from the start
};

// After the first `steps` steps of `timeline`, without what was freed; by sort,
// then by name.
std::vector<HeldState> StateAfter(const Timeline& timeline, uint32_t steps);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_HELD_STATE_H_
