// SARIF 2.1.0, the OASIS format for results of analysers.

#ifndef DIORACE_TOOLS_RESULTS_SARIF_H_
#define DIORACE_TOOLS_RESULTS_SARIF_H_

#include <string>

#include "tools/results/result.h"

namespace diorace::results {

// A result a violation: the rule is its kind and oracle, the place is the
// operation that broke it, and the code flow is the schedule, step by step,
// with places in the model. One that the scenario expects is a note, and
// suppressed. A scenario that is not as expected for another reason is a
// result, too.
std::string SarifJson(Results results);

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_SARIF_H_
