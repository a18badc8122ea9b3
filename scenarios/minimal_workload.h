// The smallest workload that shows a violation, as far as leaving out and
// halving single things leads.

#ifndef DIORACE_SCENARIOS_MINIMAL_WORKLOAD_H_
#define DIORACE_SCENARIOS_MINIMAL_WORKLOAD_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "checker/runtime/violation.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

struct WorkloadOptions {
  // A smaller workload must show the violation with at most so many
  // preemptions …
  uint32_t preemptions = 0;
  // … within so many executions of bounded search.
  uint64_t max_executions = 20'000;
};

struct MinimalWorkload {
  Scenario scenario;  // expects the violation, and must reach nothing
  uint32_t tried = 0;
  uint32_t taken = 0;
};

// Tries the Reductions of `scenario` one after the other and goes on from each
// that is valid and shows a violation of the same Violation::Shape, until none
// does. Depends on the scenario and the violation only. `progress` is called
// now and then; when it returns false, what was reached so far is returned.
MinimalWorkload MinimizeWorkload(
    const Scenario& scenario, const checker::Violation& violation,
    const WorkloadOptions& options,
    absl::FunctionRef<bool(const MinimalWorkload&)> progress =
        [](const MinimalWorkload&) { return true; });

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_MINIMAL_WORKLOAD_H_
