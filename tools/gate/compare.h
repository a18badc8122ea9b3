// What differs between two baselines, and of which class each difference is.
// Seconds play no part: neither holds any.

#ifndef DIORACE_TOOLS_GATE_COMPARE_H_
#define DIORACE_TOOLS_GATE_COMPARE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tools/gate/baseline.pb.h"

namespace diorace::gate {

enum class Change : uint8_t {
  kNewFailure,    // no violation was accepted, and there is one
  kOtherFailure,  // other kinds, or another least number of preemptions
  kFixed,         // explored to its end without the violation
  kCoverageLost,  // less is certain than before
  kTracesUp,      // by more than the factor that is allowed
  kNewScenario,   // the baseline does not have it
  kScenarioGone,  // only the baseline has it
};

// "new failure", "coverage lost", …
absl::string_view ChangeName(Change change);

struct Difference {
  Change change = Change::kNewFailure;
  std::string scenario;
  // Why, a fact a line.
  std::vector<std::string> facts;
};

struct Comparison {
  // By scenario; of one scenario, in the order of Change.
  std::vector<Difference> differences;
  // Improvements that change no verdict, in words, by scenario: fewer traces,
  // an exploration that now ends, a step that is now reached. They pass the
  // gate.
  std::vector<std::string> improvements;
  size_t scenarios = 0;  // of `now`
  size_t same = 0;       // of those: without a difference
};

// `max_trace_growth` as in 1.2.
Comparison Compare(const Baseline& accepted, const Baseline& now,
                   double max_trace_growth);

}  // namespace diorace::gate

#endif  // DIORACE_TOOLS_GATE_COMPARE_H_
