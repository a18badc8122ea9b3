// diorace reseat: for a schedule that no longer fits, the nearest that fails.

#include "checker/schedule/reseat.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "checker/number_text.h"
#include "checker/replay.h"
#include "checker/replay_verdict.h"
#include "checker/schedule/hunt.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/shorten.h"
#include "checker/schedule/whole_file.h"
#include "scenarios/loader.h"
#include "scenarios/recording.h"
#include "tools/cli/commands.h"

namespace diorace::cli {
namespace {

using checker::Reseating;

checker::Budget BudgetOf(const Recording& recording, const Options& options,
                         const Console& console) {
  const Bounds& bounds = recording.Subject().bounds();
  checker::Budget budget;
  budget.time_limit = options.time_limit;
  budget.max_steps = options.max_steps.value_or(bounds.max_steps());
  if (bounds.has_max_executions())
    budget.max_executions = bounds.max_executions();
  if (options.max_executions.has_value())
    budget.max_executions = *options.max_executions;
  budget.interrupted = console.interrupted;
  return budget;
}

std::string OutputOf(const CommandLine& line) {
  if (!line.options.output.empty()) return line.options.output;
  return absl::StrCat(
      absl::StripSuffix(absl::StripSuffix(line.arguments[0], ".textproto"),
                        ".schedule"),
      ".reseated.schedule.textproto");
}

// What the recorded schedule does now.
std::string PresentText(const checker::ReplayResult& replayed) {
  switch (checker::VerdictOf(replayed)) {
    case checker::ReplayVerdict::kReproduced:
      return "the schedule fits and fails as recorded";
    case checker::ReplayVerdict::kOtherViolation:
      return "the schedule fits, but leads to another violation";
    case checker::ReplayVerdict::kGone:
      return "the schedule fits, but the violation does not occur";
    case checker::ReplayVerdict::kStale:
      break;
  }
  return absl::StrCat(
      "the schedule is stale: ",
      replayed.divergence.substr(0, replayed.divergence.find('\n')));
}

std::string CutShortText(const Reseating& reseating) {
  switch (reseating.stop) {
    case checker::StopReason::kExecutions:
      return "--max_executions was reached";
    case checker::StopReason::kTime:
      return "--time_limit was reached";
    case checker::StopReason::kInterrupted:
      return "it was interrupted";
    default:
      return "some executions are longer than --max_steps";
  }
}

std::string FoundText(const Reseating& reseating,
                      const checker::ShortenedSchedule& shortened) {
  const std::string how =
      !reseating.deviations.has_value() ? "in a search of all schedules"
      : *reseating.deviations == 0
          ? "by following the old schedule as far as it fits"
          : absl::StrCat("by deviating from the old schedule ",
                         *reseating.deviations == 1
                             ? "once"
                             : absl::StrCat(*reseating.deviations, " times"));
  return absl::StrCat("reseated: found ", how, ", in execution ",
                      checker::WithThousands(reseating.found->execution), "; ",
                      checker::Plural(shortened.steps, "step"), ", ",
                      checker::Plural(shortened.preemptions, "preemption"),
                      "\n  ", reseating.found->violation.message, "\n");
}

// Shortens and writes what was found.
ExitStatus Keep(checker::Explorer& explorer, const Reseating& reseating,
                const Recording& recording, const std::string& output,
                Console& console) {
  checker::Hunt hunt(explorer, checker::Hunt::Same(reseating.found->violation),
                     recording.Subject().bounds().max_steps());
  const checker::ShortenedSchedule shortened =
      Shorten(hunt, Measure(hunt, *reseating.found));
  checker::Schedule schedule = checker::RecordSchedule(explorer, shortened);
  schedule.set_subject(recording.schedule.subject());
  schedule.mutable_origin()->set_strategy(
      absl::StrCat("reseat, ", reseating.found->strategy));
  schedule.mutable_origin()->set_execution(reseating.found->execution);
  // What diorace, and not the checker, knows of the violation.
  const checker::ViolationRecord& before = recording.schedule.violation();
  checker::ViolationRecord& violation = *schedule.mutable_violation();
  if (!violation.has_blame() && before.has_blame())
    violation.set_blame(before.blame());
  if (!violation.has_row() && before.has_row()) violation.set_row(before.row());
  *schedule.MutableExtension(scenario) = recording.Subject();
  if (absl::Status written = checker::WriteFileAtomically(
          PathFrom(console.directory, output), checker::ScheduleText(schedule));
      !written.ok())
    return Complain(written, console);
  console.out << FoundText(reseating, shortened) << "schedule: " << output
              << "\n";
  return ExitStatus::kDiffers;
}

}  // namespace

ExitStatus Reseat(const CommandLine& line, Console& console) {
  if (line.arguments.size() != 1) {
    return Complain(
        absl::InvalidArgumentError("reseat takes one schedule file"), console);
  }
  const std::string& file = line.arguments[0];
  const absl::StatusOr<Recording> recording =
      LoadRecording(PathFrom(console.directory, file), file);
  if (!recording.ok()) return Complain(recording.status(), console);

  const auto body = [&] { recording->compiled.Run(); };
  console.out << PresentText(checker::Replay(body, recording->schedule))
              << "\n";
  console.out.flush();
  checker::Explorer explorer(body);
  const Reseating reseating =
      checker::Reseat(explorer, recording->schedule,
                      BudgetOf(*recording, line.options, console));
  const std::string executions =
      checker::Plural(reseating.executions, "execution");
  switch (reseating.outcome) {
    case Reseating::Outcome::kFound:
      return Keep(explorer, reseating, *recording, OutputOf(line), console);
    case Reseating::Outcome::kProvedGone:
      console.out << "proved: no schedule of this scenario shows it ("
                  << executions << ", complete)\n";
      return ExitStatus::kAsExpected;
    case Reseating::Outcome::kCutShort:
      console.out << "not known: " << executions << " did not show it, and "
                  << CutShortText(reseating) << "\n";
      return ExitStatus::kCutShort;
    case Reseating::Outcome::kDiverged:
      break;
  }
  console.err << "diorace: the model is not deterministic, which is a bug of "
                 "diorace: "
              << reseating.error << "\n";
  return ExitStatus::kDiffers;
}

}  // namespace diorace::cli
