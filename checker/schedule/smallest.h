// The smallest schedule that shows a violation, and the first of those in a
// fixed order: whoever looks for it finds the same one.
//
// All schedules with at most so many preemptions and so many context switches
// are tried in lexicographic order: the task that ran last goes on before
// others do, and those come by their names; choices count up from 0. The bound
// on context switches grows until the violation is met, so that it is the
// least. Then the search goes on for schedules with fewer steps.
//
// Unlike partial-order reduction it tries equivalent schedules one by one; what
// keeps it small is the bound on switches.

#ifndef DIORACE_CHECKER_SCHEDULE_SMALLEST_H_
#define DIORACE_CHECKER_SCHEDULE_SMALLEST_H_

#include <cstdint>
#include <optional>

#include "checker/explore/explorer.h"
#include "checker/schedule/hunt.h"

namespace checker {

// Fewest context switches, then fewest steps, then first, of the schedules with
// at most `preemptions` preemptions. None, if the hunt's executions would grow
// by more than `max_executions`, or if there is no such schedule with at most
// `most_switches` context switches.
std::optional<FoundViolation> FindSmallest(Hunt& hunt, uint32_t preemptions,
                                           uint32_t most_switches,
                                           uint64_t max_executions);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_SMALLEST_H_
