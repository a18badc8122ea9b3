// Scenarios that nobody has thought of, for `diorace fuzz`.

#ifndef DIORACE_SCENARIOS_RANDOM_SCENARIO_H_
#define DIORACE_SCENARIOS_RANDOM_SCENARIO_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

// A small machine, one to three tasks and at most one fault: the same for the
// same seed, everywhere. It must pass. Most are valid; ValidateScenario says
// which.
Scenario RandomScenario(uint64_t seed, absl::string_view release);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_RANDOM_SCENARIO_H_
