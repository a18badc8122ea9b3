// diorace minimize: a schedule file, with less of everything.

#include "checker/schedule/minimize.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "checker/explore/explorer.h"
#include "checker/number_text.h"
#include "checker/schedule/hunt.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/whole_file.h"
#include "scenarios/loader.h"
#include "scenarios/minimal_workload.h"
#include "scenarios/recording.h"
#include "tools/cli/commands.h"
#include "tools/cli/output_files.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {
namespace {

using checker::Plural;

constexpr uint64_t kDefaultExecutions = 1'000'000;

// "dir/a.1.minimal.schedule.textproto" for "dir/a.1.schedule.textproto".
std::string OutputFile(const std::string& file, const Options& options) {
  if (!options.output.empty()) return options.output;
  constexpr absl::string_view kSuffix = ".schedule.textproto";
  return absl::StrCat(absl::StripSuffix(file, kSuffix), ".minimal", kSuffix);
}

std::string SizeText(const Scenario& scenario) {
  size_t operations = 0;
  for (const Task& task : scenario.task()) {
    for (const Operation& operation : task.operation()) {
      operations +=
          operation.has_batch()
              ? static_cast<size_t>(operation.batch().operation_size())
              : 1;
    }
  }
  return absl::StrCat(Plural(static_cast<size_t>(scenario.task_size()), "task"),
                      ", ", Plural(operations, "operation"));
}

std::string SizeText(const checker::Schedule& schedule) {
  const checker::Minimality& size = schedule.minimality();
  return absl::StrCat(Plural(size.preemptions(), "preemption"), ", ",
                      Plural(size.context_switches(), "context switch"), ", ",
                      Plural(size.steps(), "step"));
}

// The violation that `recording` was made for, in a run of it.
absl::StatusOr<checker::FoundViolation> FindAgain(const Recording& recording) {
  checker::ReplayStrategy replay(recording.schedule);
  const auto body = [&] { recording.compiled.Run(); };
  checker::Explorer explorer(body);
  const std::string identity = ViolationIdentity(recording.schedule);
  checker::Hunt hunt(
      explorer,
      [&](const checker::Violation& violation) {
        return violation.Identity() == identity;
      },
      recording.Subject().bounds().max_steps());
  std::optional<checker::FoundViolation> found = hunt.Try(replay);
  if (!replay.divergence().empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(DivergencePlace(replay.divergence(), recording), ": ",
                     replay.divergence()));
  }
  if (!found.has_value()) {
    return absl::FailedPreconditionError(absl::StrCat(
        recording.file, ": the recorded violation no longer occurs"));
  }
  return *std::move(found);
}

// The schedule of `subject` that is to be written. `like` is the violation, of
// which at least one schedule has at most `preemptions`.
absl::StatusOr<checker::Schedule> MinimizeSchedule(
    const Subject& subject, const checker::Violation& like,
    uint32_t preemptions, uint64_t max_executions) {
  const auto body = [&] { subject.compiled.Run(); };
  checker::Explorer explorer(body);
  checker::Hunt hunt(explorer, checker::Hunt::Alike(like),
                     subject.scenario.bounds().max_steps());
  const checker::Fewest fewest =
      checker::FindFewest(hunt, preemptions + 1, max_executions);
  if (!fewest.found.has_value()) {
    return absl::ResourceExhaustedError(
        "the violation was not found again; allow more executions with "
        "--max_executions");
  }
  const checker::MinimizedSchedule minimized = checker::Minimize(
      hunt, *fewest.found, {.max_executions = max_executions});
  checker::Schedule schedule = RecordSchedule(explorer, minimized);
  CompleteSchedule(subject, schedule);
  return schedule;
}

// How few preemptions the violation takes in the workload as it is, if that is
// found within the budget; else as many as the schedule at hand has.
uint32_t PreemptionsToAllow(const Recording& recording,
                            const checker::Violation& violation,
                            uint64_t max_executions) {
  const auto body = [&] { recording.compiled.Run(); };
  checker::Explorer explorer(body);
  checker::Hunt hunt(explorer, checker::Hunt::Alike(violation),
                     recording.Subject().bounds().max_steps());
  const uint32_t preemptions = recording.schedule.minimality().preemptions();
  const checker::Fewest fewest =
      checker::FindFewest(hunt, preemptions + 1, max_executions);
  return fewest.found.has_value() ? fewest.least : preemptions;
}

absl::StatusOr<checker::Schedule> MinimizeAll(const Recording& recording,
                                              const CommandLine& line,
                                              Console& console) {
  const absl::StatusOr<checker::FoundViolation> found = FindAgain(recording);
  if (!found.ok()) return found.status();
  const uint64_t budget =
      line.options.max_executions.value_or(kDefaultExecutions);
  const uint32_t preemptions =
      PreemptionsToAllow(recording, found->violation, budget);
  const MinimalWorkload workload = MinimizeWorkload(
      recording.Subject(), found->violation, {.preemptions = preemptions},
      [&](const MinimalWorkload&) { return !console.stopping(); });
  absl::StatusOr<CompiledScenario> compiled = Compile(workload.scenario);
  if (!compiled.ok()) return compiled.status();
  const Subject subject{workload.scenario, *std::move(compiled)};
  absl::StatusOr<checker::Schedule> schedule =
      MinimizeSchedule(subject, found->violation, preemptions, budget);
  if (!schedule.ok()) return schedule;
  schedule->mutable_minimality()->mutable_minimal()->set_workload_reduced(
      !console.stopping());
  console.out << "workload: " << SizeText(recording.Subject()) << " -> "
              << SizeText(workload.scenario) << " (" << workload.tried
              << " smaller ones tried, " << workload.taken << " taken)\n";
  return schedule;
}

}  // namespace

ExitStatus Minimize(const CommandLine& line, Console& console) {
  if (line.arguments.size() != 1) {
    return Complain(
        absl::InvalidArgumentError("minimize takes one schedule file"),
        console);
  }
  const std::string& file = line.arguments[0];
  const absl::StatusOr<Recording> recording =
      LoadRecording(PathFrom(console.directory, file), file);
  if (!recording.ok()) return Complain(recording.status(), console);
  const std::string output = OutputFile(file, line.options);
  const std::string path = PathFrom(console.directory, output);
  // Where none was named, nobody has looked yet.
  if (absl::Status status = CanBeWritten(path, output); !status.ok())
    return Complain(status, console);
  const absl::StatusOr<checker::Schedule> schedule =
      MinimizeAll(*recording, line, console);
  if (!schedule.ok()) {
    Complain(schedule.status(), console);
    return absl::IsFailedPrecondition(schedule.status())
               ? ExitStatus::kDoesNotFit
               : ExitStatus::kCutShort;
  }
  if (absl::Status written =
          checker::WriteFileAtomically(path, ScheduleText(*schedule));
      !written.ok())
    return Complain(written, console);
  const checker::Minimal& minimal = schedule->minimality().minimal();
  console.out << "schedule: " << SizeText(recording->schedule) << " -> "
              << SizeText(*schedule) << "\n"
              << minimal.claim() << "\n"
              << (minimal.canonical()
                      ? "canonical: whichever schedule is minimized, this one "
                        "comes of it\n"
                      : "not canonical: the budget was too small to find the "
                        "first of the smallest schedules\n")
              << "written: " << output << "\n";
  return minimal.proven() && minimal.canonical() ? ExitStatus::kAsExpected
                                                 : ExitStatus::kCutShort;
}

}  // namespace diorace::cli
