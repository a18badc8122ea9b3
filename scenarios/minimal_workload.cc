#include "scenarios/minimal_workload.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/hunt.h"
#include "checker/schedule/minimize.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "scenarios/reduction.h"

namespace diorace {
namespace {

bool Shows(const Scenario& scenario, const checker::Violation& violation,
           const WorkloadOptions& options) {
  if (!ValidateScenario(scenario, "", /*locations=*/nullptr).ok()) return false;
  const absl::StatusOr<CompiledScenario> compiled = Compile(scenario);
  if (!compiled.ok()) return false;
  const auto body = [&] { compiled->Run(); };
  checker::Explorer explorer(body);
  checker::Hunt hunt(explorer, checker::Hunt::Alike(violation),
                     scenario.bounds().max_steps());
  return checker::FindFewest(hunt, options.preemptions + 1,
                             options.max_executions)
      .found.has_value();
}

void ExpectTheViolation(const checker::Violation& violation,
                        Scenario& scenario) {
  scenario.clear_must_reach();
  scenario.clear_bounds();
  Expectation& expect = *scenario.mutable_expect();
  expect.Clear();
  expect.set_verdict(Expectation::FAIL);
  ExpectedViolation& expected = *expect.add_violation();
  expected.set_kind(violation.kind);
  expected.set_oracle(violation.oracle);
}

}  // namespace

MinimalWorkload MinimizeWorkload(
    const Scenario& scenario, const checker::Violation& violation,
    const WorkloadOptions& options,
    absl::FunctionRef<bool(const MinimalWorkload&)> progress) {
  MinimalWorkload result{.scenario = scenario};
  ExpectTheViolation(violation, result.scenario);
  bool taken = true;
  while (std::exchange(taken, false)) {
    std::vector<Scenario> smaller = Reductions(result.scenario);
    for (size_t i = 0; i < smaller.size();) {
      if (!progress(result)) return result;
      ++result.tried;
      if (!Shows(smaller[i], violation, options)) {
        ++i;
        continue;
      }
      ++result.taken;
      taken = true;
      result.scenario = std::move(smaller[i]);
      // What stood behind it stands in its place now, or was halved.
      smaller = Reductions(result.scenario);
    }
  }
  return result;
}

}  // namespace diorace
