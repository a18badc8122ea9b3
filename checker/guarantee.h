// What an exploration has shown, in words.

#ifndef DIORACE_CHECKER_GUARANTEE_H_
#define DIORACE_CHECKER_GUARANTEE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "checker/campaign.h"

namespace checker {

// What is assumed about faults if nothing is injected.
inline constexpr absl::string_view kNoFaults = "no injected faults";

// "in this model (sequential consistency, no injected faults)".
std::string ModelText(absl::string_view faults);

// One sentence: "complete for this scenario in this model (sequential
// consistency, no injected faults): 1,234 traces, no violation". `of` names
// what was explored: "scenario", "test". `faults` says what was assumed about
// faults, as it then stands there: "at most 1 injected fault of: user_fault".
std::string Guarantee(const Campaign& campaign, absl::string_view of,
                      absl::string_view faults = kNoFaults);

}  // namespace checker

#endif  // DIORACE_CHECKER_GUARANTEE_H_
