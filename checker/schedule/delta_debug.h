// Delta debugging of a failing schedule: which of its switches of context, and
// which of its choices, it can do without.
//
// The switches are keyed by what a task has done (switches.h), so that to drop
// some does not shift the others. A replay that was made once is remembered.
//
// Source: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
// input", IEEE TSE 28(2), 2002 (ddmin).

#ifndef DIORACE_CHECKER_SCHEDULE_DELTA_DEBUG_H_
#define DIORACE_CHECKER_SCHEDULE_DELTA_DEBUG_H_

#include <cstdint>

#include "checker/explore/explorer.h"
#include "checker/schedule/hunt.h"

namespace checker {

struct ShortenedSchedule {
  FoundViolation found;
  uint32_t preemptions = 0;
  uint32_t context_switches = 0;
  uint32_t steps = 0;
  uint64_t replays = 0;  // executions that it took
};

// The figures of `found`, whose decisions are those of the hunt's explorer.
ShortenedSchedule Measure(Hunt& hunt, const FoundViolation& found);

// None of the switches that are left can be dropped alone, and no choice set
// back to 0, or the result would have more preemptions, switches or steps.
// Never worse than `found`, and deterministic.
ShortenedSchedule DeltaDebug(Hunt& hunt, const FoundViolation& found);

// Whether `a` is to be preferred: fewer preemptions, then context switches,
// then steps, then choices other than 0.
bool Smaller(const ShortenedSchedule& a, const ShortenedSchedule& b);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_DELTA_DEBUG_H_
