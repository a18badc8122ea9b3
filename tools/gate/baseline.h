// Accepted results: from a check, from a file, to a file.

#ifndef DIORACE_TOOLS_GATE_BASELINE_H_
#define DIORACE_TOOLS_GATE_BASELINE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/gate/baseline.pb.h"
#include "tools/results/result.h"

namespace diorace::gate {

// Sorted, by name, by kind and by step. Violations of a kind are one; no
// scenario's expectation plays a part, but what it must reach does.
Baseline BaselineOf(results::Results results);

// One field a line, so that a diff is short. Equal baselines give equal bytes.
std::string BaselineText(const Baseline& baseline);

// Errors name `file`, line and column where there is one.
absl::StatusOr<Baseline> ParseBaseline(absl::string_view text,
                                       absl::string_view file);

// "pass", "fail", "incomplete".
std::string VerdictText(AcceptedScenario::Verdict verdict);

// "guard_mismatch (device_check), blame no_promise, race R01".
std::string KindText(const AcceptedViolation& violation);

// "no execution reached step E4, which must_reach demands".
std::string UnreachedText(absl::string_view step);

}  // namespace diorace::gate

#endif  // DIORACE_TOOLS_GATE_BASELINE_H_
