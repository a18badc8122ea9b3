// The injected faults of a scenario, for the model and in words.

#ifndef DIORACE_SCENARIOS_FAULTS_H_
#define DIORACE_SCENARIOS_FAULTS_H_

#include <optional>
#include <string>

#include "model/fault.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

// The fault of the model that has the same name, in lower case; each kind has
// one.
std::optional<dio::FaultKind> FaultOf(Faults::Kind kind);

// What was assumed about faults, to go with a guarantee: "no injected faults",
// "at most 1 injected fault of: user_fault, folio_failure".
std::string FaultsText(const Scenario& scenario);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_FAULTS_H_
