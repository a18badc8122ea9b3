#include "tests/checker/explore/classes.h"

#include "tests/checker/explore/canonical_trace.h"

namespace checker {

Met MeetAll(Strategy& strategy, absl::FunctionRef<std::string()> body,
            uint64_t max_executions) {
  Met met;
  const auto run = [&] { met.states.insert(body()); };
  CanonicalTraces traces(strategy);
  met.exploration = Explorer(run).Explore(
      traces, {.max_executions = max_executions, .max_steps = 200});
  met.traces = traces.traces();
  for (const FoundViolation& found : met.exploration.violations)
    met.violations.insert(found.violation.Identity());
  return met;
}

std::string Difference(const Met& expected, const Met& found) {
  for (const auto& [trace, count] : expected.traces) {
    if (!found.traces.contains(trace)) return "missed:\n" + trace;
  }
  for (const auto& [trace, count] : found.traces) {
    if (!expected.traces.contains(trace)) return "impossible:\n" + trace;
  }
  return "";
}

uint64_t Missed(const Met& expected, const Met& found) {
  uint64_t missed = 0;
  for (const auto& [trace, count] : expected.traces)
    missed += found.traces.contains(trace) ? 0 : 1;
  return missed;
}

}  // namespace checker
