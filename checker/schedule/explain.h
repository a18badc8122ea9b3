// Explains a schedule: see explanation.h for what comes of it.
//
//   Explorer explorer(body);
//   absl::StatusOr<ExplainedRun> run = Explain(explorer, schedule, {});
//   run->explanation.story

#ifndef DIORACE_CHECKER_SCHEDULE_EXPLAIN_H_
#define DIORACE_CHECKER_SCHEDULE_EXPLAIN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/explanation.h"
#include "checker/schedule/schedule.pb.h"
#include "checker/schedule/timeline.h"

namespace checker {

struct ExplainOptions {
  uint32_t max_steps = 100'000;
  // What is known of the race beside what happens: closes the story.
  std::string background = {};
  // More steps than this are no slice that a reader takes in; then what only
  // leads up to the rest is left out.
  uint32_t most_steps = 40;
};

struct ExplainedRun {
  Timeline timeline;
  Explanation explanation;
};

// Replays `schedule` and looks at what could have been in another order: each
// such pair of steps is turned round and the run repeated, with the rest as it
// was where that is possible. kFailedPrecondition if the schedule does not fit
// or does not show its violation (any more).
absl::StatusOr<ExplainedRun> Explain(Explorer& explorer,
                                     const Schedule& schedule,
                                     const ExplainOptions& options);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_EXPLAIN_H_
