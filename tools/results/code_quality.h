// GitLab's code quality report.

#ifndef DIORACE_TOOLS_RESULTS_CODE_QUALITY_H_
#define DIORACE_TOOLS_RESULTS_CODE_QUALITY_H_

#include <string>

#include "tools/results/result.h"

namespace diorace::results {

// An object for each thing that is not as expected, at the scenario that it is
// about; an empty array if there is nothing.
std::string GitLabCodeQuality(Results results);

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_CODE_QUALITY_H_
