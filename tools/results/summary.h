// A summary for people, as Markdown.

#ifndef DIORACE_TOOLS_RESULTS_SUMMARY_H_
#define DIORACE_TOOLS_RESULTS_SUMMARY_H_

#include <cstddef>
#include <string>

#include "tools/results/result.h"

namespace diorace::results {

// In one line how it went; what is not as expected and why; then a table of all
// scenarios, folded away if there are many. Besides `results`, so many
// scenarios were to be run, and an interruption came first.
std::string MarkdownSummary(Results results, size_t not_started = 0);

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_SUMMARY_H_
