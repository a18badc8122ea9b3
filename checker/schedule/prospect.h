// What every task is about to do at some point of a schedule.

#ifndef DIORACE_CHECKER_SCHEDULE_PROSPECT_H_
#define DIORACE_CHECKER_SCHEDULE_PROSPECT_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/runtime/violation.h"
#include "checker/schedule/schedule.pb.h"

namespace checker {

// A task with an announced operation.
struct Prospect {
  OperationText operation;
  bool enabled = false;  // else it is blocked
  bool next = false;     // the schedule lets it go now
};

// Runs `body` under `schedule` for `steps` steps. In order of task ids; empty
// if the execution is over by then.
std::vector<Prospect> ProspectsAfter(absl::FunctionRef<void()> body,
                                     const Schedule& schedule, uint32_t steps);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_PROSPECT_H_
