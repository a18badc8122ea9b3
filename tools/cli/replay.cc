// diorace replay: a schedule file again, as a timeline.

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/campaign.h"
#include "checker/guarantee.h"
#include "google/protobuf/text_format.h"
#include "tools/cli/commands.h"
#include "tools/cli/paint.h"
#include "tools/cli/recording.h"

namespace diorace::cli {
namespace {

std::string Header(const checker::Schedule& schedule) {
  const Scenario& embedded = schedule.GetExtension(scenario);
  const checker::Origin& origin = schedule.origin();
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

}  // namespace

ExitStatus Replay(const CommandLine& line, Console& console) {
  if (line.arguments.size() != 1) {
    return Complain(
        absl::InvalidArgumentError("replay takes one schedule file"), console);
  }
  const std::string& file = line.arguments[0];
  google::protobuf::TextFormat::ParseInfoTree locations;
  const absl::StatusOr<Recording> recording =
      LoadRecording(file, console, locations);
  if (!recording.ok()) return Complain(recording.status(), console);

  const checker::Schedule& schedule = recording->schedule;
  const checker::ReplayResult result =
      checker::Replay([&] { recording->compiled.Run(); }, schedule);
  const Paint paint(line.options.color, console.out_is_terminal);
  console.out << Header(schedule)
              << checker::ReplayText(result, schedule, paint.on());
  if (!result.divergence.empty()) {
    return ComplainOfDivergence(result.divergence, schedule, locations, file,
                                console);
  }
  if (result.reproduced) return ExitStatus::kDiffers;
  if (!result.timeline.violations.empty()) {
    console.out << "the schedule fits, but leads to another violation than the "
                   "recorded one\n";
    return ExitStatus::kDiffers;
  }
  console.out
      << "the schedule fits, but the recorded violation no longer occurs\n";
  return ExitStatus::kAsExpected;
}

}  // namespace diorace::cli
