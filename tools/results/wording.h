// What all formats say in the same words.

#ifndef DIORACE_TOOLS_RESULTS_WORDING_H_
#define DIORACE_TOOLS_RESULTS_WORDING_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "checker/schedule/schedule.pb.h"
#include "tools/results/result.h"

namespace diorace::results {

// "guard_mismatch (device_check), blame no_promise, race R01".
std::string FindingText(const checker::ViolationRecord& violation);

// The rule that was broken: "guard_mismatch/device_check".
std::string RuleOf(const checker::ViolationRecord& violation);

// "12 steps, 0 preemptions".
std::string SizeText(const checker::Minimality& minimality);

// What is told of `finding` of `result`, in sentences, a line each: what
// happened, in which kernel, how to see it.
std::string FindingStory(const Result& result, const Finding& finding);

// The findings that the scenario does not list.
size_t UnexpectedFindings(const Result& result);

// Why the scenario is not ok, beside findings that say so themselves.
const std::vector<std::string>& ReasonsToTell(const Result& result);

// Sixteen hexadecimal digits: the same for the same violation of the same
// scenario, whatever else changes in either.
std::string Fingerprint(const Result& result, const Finding& finding);
// Of a scenario that is not as expected, though no finding says so.
std::string Fingerprint(const Result& result);

// "a.cc:12" in its parts; line 0 if there is none.
struct SourcePlace {
  std::string file;
  int line = 0;
};
SourcePlace ParsePlace(absl::string_view at);

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_WORDING_H_
