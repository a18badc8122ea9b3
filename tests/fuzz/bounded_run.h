// Runs scenarios that nobody has written, within bounds.

#ifndef DIORACE_TESTS_FUZZ_BOUNDED_RUN_H_
#define DIORACE_TESTS_FUZZ_BOUNDED_RUN_H_

#include <cstdint>

#include "scenarios/compile.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

// Steps of an execution.
inline constexpr uint32_t kFuzzedSteps = 2000;

// Whether an execution of `scenario`, which is valid, takes a few milliseconds.
bool IsSmall(const Scenario& scenario);

// One execution with a random schedule, observed as for a timeline.
void RunOnce(const CompiledScenario& scenario, uint64_t seed);

}  // namespace diorace

#endif  // DIORACE_TESTS_FUZZ_BOUNDED_RUN_H_
