// Which steps of the model a run has left out: check --coverage.

#ifndef DIORACE_TOOLS_CLI_COVERAGE_H_
#define DIORACE_TOOLS_CLI_COVERAGE_H_

#include <string>
#include <vector>

#include "model/step.h"

namespace diorace::cli {

// The steps that are not in `reached`, in the order of the model.
std::vector<const dio::StepInfo*> UnreachedSteps(const dio::StepSet& reached);

// A line for each, after one that counts them.
std::string CoverageText(const dio::StepSet& reached);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_COVERAGE_H_
