// Makes a failing schedule easier to read: drops every switch of context that
// the violation does not need.

#ifndef DIORACE_CHECKER_SCHEDULE_SHORTEN_H_
#define DIORACE_CHECKER_SCHEDULE_SHORTEN_H_

#include <cstdint>

#include "checker/explore/explorer.h"

namespace checker {

struct ShortenedSchedule {
  FoundViolation found;
  uint32_t preemptions = 0;
  uint32_t context_switches = 0;
  uint32_t steps = 0;
  int replays = 0;  // executions that it took
};

// `found` was found by `explorer`. The result shows a violation of the same
// Violation::Identity; it is deterministic and never worse than `found`: fewest
// preemptions, then context switches, then steps. No single switch can be
// dropped from it, nor moved to where some task has to be chosen anyway. That
// is a local minimum: whether another schedule needs fewer is not looked at.
// Takes a number of executions that is cubic in the number of switches at
// worst.
ShortenedSchedule Shorten(Explorer& explorer, const FoundViolation& found);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_SHORTEN_H_
