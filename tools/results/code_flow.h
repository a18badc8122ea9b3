// Places and schedules as SARIF has them.

#ifndef DIORACE_TOOLS_RESULTS_CODE_FLOW_H_
#define DIORACE_TOOLS_RESULTS_CODE_FLOW_H_

#include "checker/schedule/schedule.pb.h"
#include "nlohmann/json.hpp"
#include "tools/results/wording.h"

namespace diorace::results {

// A `physicalLocation`.
nlohmann::ordered_json PhysicalLocation(const SourcePlace& place);

// A `location`: where `operation` stands in the model, which task performs it,
// and what it does.
nlohmann::ordered_json OperationLocation(
    const checker::OperationRecord& operation);

// A `codeFlow` of one `threadFlow`, which goes from task to task as the
// schedule does: viewers show it from top to bottom. Steps that the violation
// is about are "essential".
nlohmann::ordered_json CodeFlow(const checker::Schedule& schedule);

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_CODE_FLOW_H_
