#include "tools/cli/fuzz_finding.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/hunt.h"
#include "checker/schedule/minimize.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/whole_file.h"
#include "google/protobuf/text_format.h"
#include "scenarios/loader.h"
#include "scenarios/minimal_workload.h"
#include "tools/cli/scenario_run.h"
#include "tools/cli/schedule_output.h"

namespace diorace::cli {
namespace {

// Findings are rare, but may be many where a fix is off: a few seconds each.
constexpr uint64_t kSearch = 2'000;
constexpr uint32_t kPreemptions = 2;

// The violation again, with few preemptions.
absl::StatusOr<checker::Schedule> Record(const Subject& subject,
                                         const checker::Violation& violation) {
  const auto body = [&] { subject.compiled.Run(); };
  checker::Explorer explorer(body);
  checker::Hunt hunt(explorer, checker::Hunt::Alike(violation),
                     subject.scenario.bounds().max_steps());
  const checker::Fewest fewest =
      checker::FindFewest(hunt, kPreemptions + 1, 10 * kSearch);
  if (!fewest.found.has_value()) {
    return absl::ResourceExhaustedError(absl::StrCat(
        subject.scenario.name(), ": ", violation.kind,
        " was not found again with at most ", kPreemptions, " preemptions"));
  }
  checker::Schedule schedule = RecordSchedule(
      explorer,
      checker::Minimize(hunt, *fewest.found, {.max_executions = kSearch}));
  CompleteSchedule(subject, schedule);
  return schedule;
}

// Expects all that is found in `scenario`, so that it passes `diorace check`.
void ExpectAll(const CompiledScenario& compiled, Scenario& scenario) {
  const auto body = [&] { compiled.Run(); };
  checker::Explorer explorer(body);
  checker::DporStrategy strategy;
  scenario.mutable_expect()->clear_violation();
  for (const checker::FoundViolation& found :
       explorer
           .Explore(strategy, {.max_executions = 10 * kSearch,
                               .max_steps = scenario.bounds().max_steps()})
           .violations) {
    ExpectedViolation& expected = *scenario.mutable_expect()->add_violation();
    expected.set_kind(found.violation.kind);
    expected.set_oracle(found.violation.oracle);
    if (const std::string blame =
            BlameOf(found.violation, compiled.behaviour());
        !blame.empty())
      expected.set_blame(blame);
  }
}

std::string ScenarioText(const Scenario& scenario) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(scenario, &text);
  return absl::StrCat(
      "# proto-file: scenarios/scenario.proto\n"
      "# proto-message: diorace.Scenario\n",
      text);
}

}  // namespace

absl::StatusOr<std::string> WriteFinding(const Scenario& scenario,
                                         const checker::Violation& violation,
                                         const Options& options,
                                         const Console& console) {
  Scenario small =
      MinimizeWorkload(
          scenario, violation,
          {.preemptions = kPreemptions, .max_executions = kSearch},
          [&](const MinimalWorkload&) { return !console.stopping(); })
          .scenario;
  absl::StatusOr<CompiledScenario> compiled = Compile(small);
  if (!compiled.ok()) return compiled.status();
  ExpectAll(*compiled, small);
  const std::string file =
      absl::StrCat(absl::StripSuffix(options.output_dir, "/"), "/",
                   small.name(), ".textproto");
  if (absl::Status status = checker::WriteFileAtomically(
          PathFrom(console.directory, file), ScenarioText(small));
      !status.ok())
    return status;
  const Subject subject{std::move(small), *std::move(compiled)};
  const absl::StatusOr<checker::Schedule> schedule = Record(subject, violation);
  if (!schedule.ok()) return schedule.status();
  if (absl::Status status = checker::WriteFileAtomically(
          PathFrom(console.directory,
                   SchedulePath(options, subject.scenario.name(), 0)),
          checker::ScheduleText(*schedule));
      !status.ok())
    return status;
  return file;
}

}  // namespace diorace::cli
