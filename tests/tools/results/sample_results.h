// Results of all sorts, small.

#ifndef DIORACE_TESTS_TOOLS_RESULTS_SAMPLE_RESULTS_H_
#define DIORACE_TESTS_TOOLS_RESULTS_SAMPLE_RESULTS_H_

#include "tools/results/result.h"

namespace diorace::results {

// Passes, as it must: 8 traces.
Result Passing();
// Fails, as it must, with one finding of two operations and three steps.
Result Failing();
// The same, but the finding is not expected.
Result Surprising();
// Stopped before the verdict was known.
Result Undecided();
// Must have failed, and passes.
Result Fixed();
// Every text that a file can bring is one that some format must escape.
Result Hostile();

}  // namespace diorace::results

#endif  // DIORACE_TESTS_TOOLS_RESULTS_SAMPLE_RESULTS_H_
