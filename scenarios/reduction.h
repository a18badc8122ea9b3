// Scenarios that are one step smaller than a given one: for making the workload
// of a violation small.
//
//   for (const Scenario& smaller : Reductions(scenario)) {
//     if (ValidateScenario(smaller, "", nullptr).ok() && StillFails(smaller)) …
//   }
//
// What is varied is the workload: tasks, operations, faults, limits, files'
// layouts, sizes. The kernel and the kind of devices stay as they are.

#ifndef DIORACE_SCENARIOS_REDUCTION_H_
#define DIORACE_SCENARIOS_REDUCTION_H_

#include <vector>

#include "scenarios/scenario.pb.h"

namespace diorace {

// Each differs from `scenario` in one thing that was left out, turned off or
// halved; what saves most comes first: tasks, then operations, then the rest.
// Always in the same order. Not all are valid.
std::vector<Scenario> Reductions(const Scenario& scenario);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_REDUCTION_H_
