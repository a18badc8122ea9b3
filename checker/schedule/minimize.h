// The smallest schedule that shows a violation, and what is proven of it.
//
//   Hunt hunt(explorer, Hunt::Same(found.violation), max_steps);
//   MinimizedSchedule least = Minimize(hunt, found, {.max_executions =
//   20'000});
//
// First delta debugging, which needs few executions. Then all schedules with
// fewer preemptions are tried, with reduction, so that either one is found that
// has fewer, or it is proven that none has. Then the smallest of those with so
// few is looked for (smallest.h). So the result depends on the body and the
// violation only, not on the schedule that was found, as long as the budget is
// enough; otherwise it says so.

#ifndef DIORACE_CHECKER_SCHEDULE_MINIMIZE_H_
#define DIORACE_CHECKER_SCHEDULE_MINIMIZE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "checker/explore/explorer.h"
#include "checker/schedule/delta_debug.h"
#include "checker/schedule/hunt.h"

namespace checker {

// The violation with the fewest preemptions, looked for from none upwards.
struct Fewest {
  std::optional<FoundViolation> found;
  // No schedule has fewer preemptions than this …
  uint32_t least = 0;
  // … which took so many executions, or, if the budget was not enough, all of
  // it.
  uint64_t executions = 0;
  bool certain = false;  // the budget was enough
};

// Looks at schedules with less than `below` preemptions.
Fewest FindFewest(Hunt& hunt, uint32_t below, uint64_t max_executions);

struct MinimizeOptions {
  // After delta debugging: of the proof, and of the search for the smallest, at
  // most so many executions each.
  uint64_t max_executions = 1'000'000;
};

struct MinimizedSchedule {
  ShortenedSchedule schedule;
  // No schedule has fewer preemptions than this: all were tried, with
  // `proof_executions` executions.
  uint32_t least_preemptions = 0;
  uint64_t proof_executions = 0;
  // The first of the smallest schedules in the order of smallest.h; the same
  // for whatever schedule was given.
  bool canonical = false;

  bool proven() const { return schedule.preemptions == least_preemptions; }
};

// `found` belongs to the hunt's explorer. schedule.replays counts those of
// delta debugging.
MinimizedSchedule Minimize(Hunt& hunt, const FoundViolation& found,
                           const MinimizeOptions& options);

// What is proven of `minimized`, in a sentence.
std::string MinimalityClaim(const MinimizedSchedule& minimized);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_MINIMIZE_H_
