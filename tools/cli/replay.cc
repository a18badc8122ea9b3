// diorace replay: a schedule file again, as a timeline, step by step, or in a
// debugger.

#include "checker/replay.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/number_text.h"
#include "checker/replay_verdict.h"
#include "scenarios/loader.h"
#include "scenarios/recording.h"
#include "tools/cli/break_on.h"
#include "tools/cli/commands.h"
#include "tools/cli/paint.h"
#include "tools/cli/step_through.h"

namespace diorace::cli {
namespace {

using checker::ReplayVerdict;

std::string Header(const Recording& recording) {
  const Scenario& embedded = recording.Subject();
  const checker::Origin& origin = recording.schedule.origin();
  std::string text = absl::StrCat("scenario ", embedded.name(), ", release ",
                                  embedded.release());
  for (const SwitchSetting& setting : embedded.switch_setting()) {
    absl::StrAppend(&text, ", ", setting.name(), "=",
                    setting.on() ? "on" : "off");
  }
  absl::StrAppend(&text, "\nfound by ", origin.strategy());
  if (origin.has_seed()) absl::StrAppend(&text, " (seed ", origin.seed(), ")");
  return absl::StrCat(text, " in execution ",
                      checker::WithThousands(origin.execution()), "\n\n");
}

absl::Status CheckModes(const CommandLine& line) {
  if (line.arguments.size() != 1)
    return absl::InvalidArgumentError("replay takes one schedule file");
  const Options& options = line.options;
  if (options.step + options.until.has_value() + !options.break_on.empty() > 1)
    return absl::InvalidArgumentError(
        "--step, --until and --break-on exclude each other");
  return absl::OkStatus();
}

// Says what the replay has shown.
ExitStatus Conclude(const checker::ReplayResult& result,
                    const Recording& recording, Console& console) {
  const std::string text = checker::VerdictText(result, recording.file);
  switch (checker::VerdictOf(result)) {
    case ReplayVerdict::kReproduced:
      return ExitStatus::kDiffers;
    case ReplayVerdict::kOtherViolation:
      console.out << text << "\n";
      return ExitStatus::kDiffers;
    case ReplayVerdict::kGone:
      console.out << text << "\n";
      return ExitStatus::kAsExpected;
    case ReplayVerdict::kStale:
      break;
  }
  Complain(absl::FailedPreconditionError(absl::StrCat(
               DivergencePlace(result.divergence, recording), ": ", text)),
           console);
  return ExitStatus::kDoesNotFit;
}

}  // namespace

ExitStatus Replay(const CommandLine& line, Console& console) {
  if (const absl::Status good = CheckModes(line); !good.ok())
    return Complain(good, console);
  const std::string& file = line.arguments[0];
  const absl::StatusOr<Recording> recording =
      LoadRecording(PathFrom(console.directory, file), file);
  if (!recording.ok()) return Complain(recording.status(), console);

  const Options& options = line.options;
  const checker::ReplayResult result =
      checker::Replay([&] { recording->compiled.Run(); }, recording->schedule);
  if (!options.break_on.empty()) {
    if (absl::Status run =
            BreakOn(*recording, result.timeline, options.break_on);
        !run.ok())
      return Complain(run, console);
  }
  const bool color = Paint(options.color, console.out_is_terminal).on();
  console.out << Header(*recording);
  if (options.step) {
    StepThrough(*recording, result, color, console);
  } else if (options.until.has_value()) {
    console.out << TimelineUntil(*recording, result, *options.until, color);
  } else {
    console.out << checker::ReplayText(result, recording->schedule, color);
  }
  return Conclude(result, *recording, console);
}

}  // namespace diorace::cli
