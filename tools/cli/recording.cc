#include "tools/cli/recording.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "checker/schedule/text_proto.h"
#include "scenarios/loader.h"
#include "scenarios/place.h"

namespace diorace::cli {
namespace {

using google::protobuf::TextFormat;

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

absl::StatusOr<Recording> LoadRecording(const std::string& file,
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

ExitStatus ComplainOfDivergence(const std::string& divergence,
                                const checker::Schedule& schedule,
                                const TextFormat::ParseInfoTree& locations,
                                const std::string& file, Console& console) {
  const std::vector<std::string> lines = absl::StrSplit(divergence, '\n');
  console.err << "diorace: "
              << DivergencePlace(divergence, schedule, locations, file) << ": "
              << lines[0] << "\n";
  return ExitStatus::kDoesNotFit;
}

}  // namespace diorace::cli
