// Workflow commands of GitHub Actions.

#ifndef DIORACE_TOOLS_RESULTS_ANNOTATIONS_H_
#define DIORACE_TOOLS_RESULTS_ANNOTATIONS_H_

#include <string>

#include "tools/results/result.h"

namespace diorace::results {

// A line for each thing that is not as expected, at the scenario that it is
// about; "::error file=my.textproto,line=9,title=…::…". GitHub shows the first
// ten of a step.
std::string GitHubAnnotations(Results results);

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_ANNOTATIONS_H_
