// diorace replay: a schedule file again, as a timeline.

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "checker/campaign.h"
#include "checker/number_text.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/text_proto.h"
#include "google/protobuf/text_format.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "scenarios/place.h"
#include "tools/cli/commands.h"
#include "tools/cli/paint.h"

namespace diorace::cli {
namespace {

using google::protobuf::TextFormat;

// A schedule file with the scenario that it holds, ready to run.
struct Recording {
  checker::Schedule schedule;
  CompiledScenario compiled;
};

int StepsOf(const checker::Schedule& schedule) {
  int steps = 0;
  for (const checker::DecisionRecord& decision : schedule.decision())
    steps += decision.has_step();
  return steps;
}

absl::Status CheckWhole(const checker::Schedule& schedule,
                        const std::string& file) {
  if (!schedule.HasExtension(scenario)) {
    return absl::InvalidArgumentError(absl::StrCat(
        file,
        ": holds no scenario, so diorace cannot run it. It is a schedule "
        "of ",
        schedule.has_subject() ? schedule.subject() : "something else",
        "; if that is a CHECKER_TEST, give the file to its --replay flag"));
  }
  const auto steps = static_cast<int64_t>(schedule.minimality().steps());
  if (StepsOf(schedule) < steps) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": has only ", StepsOf(schedule), " of its ", steps,
                     " steps; the end of the file is missing"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Recording> Prepare(const std::string& file,
                                  const Console& console,
                                  TextFormat::ParseInfoTree& locations) {
  const absl::StatusOr<std::string> text =
      checker::ReadFile(PathFrom(console.directory, file));
  if (!text.ok()) return text.status();
  absl::StatusOr<checker::Schedule> schedule =
      checker::ParseSchedule(*text, file, &locations);
  if (!schedule.ok()) return schedule.status();
  if (absl::Status status = CheckWhole(*schedule, file); !status.ok())
    return status;

  const Scenario& embedded = schedule->GetExtension(scenario);
  const google::protobuf::FieldDescriptor* const field =
      google::protobuf::DescriptorPool::generated_pool()->FindExtensionByNumber(
          checker::Schedule::descriptor(), scenario.number());
  const TextFormat::ParseInfoTree* const places =
      locations.GetTreeForNested(field, -1);
  if (absl::Status status = ValidateScenario(embedded, file, places);
      !status.ok())
    return status;
  absl::StatusOr<CompiledScenario> compiled = Compile(embedded);
  if (!compiled.ok()) return AtPlace(compiled.status(), embedded, file, places);
  return Recording{*std::move(schedule), *std::move(compiled)};
}

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

// The line of the decision that `divergence` ("decision 3 of 17 does not fit:
// …") is about.
std::string DivergencePlace(const std::string& divergence,
                            const checker::Schedule& schedule,
                            const TextFormat::ParseInfoTree& locations,
                            const std::string& file) {
  const Place top(&locations, schedule);
  absl::string_view text = divergence;
  int number = 0;
  if (!absl::ConsumePrefix(&text, "decision ") ||
      !absl::SimpleAtoi(text.substr(0, text.find(' ')), &number) ||
      number < 1 || number > schedule.decision_size())
    return file;
  return top.Of("decision", number - 1).In(file);
}

}  // namespace

ExitStatus Replay(const CommandLine& line, Console& console) {
  if (line.arguments.size() != 1) {
    return Complain(
        absl::InvalidArgumentError("replay takes one schedule file"), console);
  }
  const std::string& file = line.arguments[0];
  TextFormat::ParseInfoTree locations;
  const absl::StatusOr<Recording> recording = Prepare(file, console, locations);
  if (!recording.ok()) return Complain(recording.status(), console);

  const checker::Schedule& schedule = recording->schedule;
  const checker::ReplayResult result =
      checker::Replay([&] { recording->compiled.Run(); }, schedule);
  const Paint paint(line.options.color, console.out_is_terminal);
  console.out << Header(schedule)
              << checker::ReplayText(result, schedule, paint.on());
  if (!result.divergence.empty()) {
    const std::vector<std::string> lines =
        absl::StrSplit(result.divergence, '\n');
    console.err << "diorace: "
                << DivergencePlace(result.divergence, schedule, locations, file)
                << ": " << lines[0] << "\n";
    return ExitStatus::kDoesNotFit;
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
