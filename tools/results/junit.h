// JUnit's XML, as CI systems and Bazel read it.

#ifndef DIORACE_TOOLS_RESULTS_JUNIT_H_
#define DIORACE_TOOLS_RESULTS_JUNIT_H_

#include <string>

#include "tools/results/result.h"

namespace diorace::results {

// A test case a scenario. Each is alone in a suite, since all readers accept
// properties (here: counts) of a suite, and few those of a case. Without
// seconds, equal results give equal bytes.
std::string JUnitXml(Results results);

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_JUNIT_H_
