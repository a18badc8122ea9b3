#include "scenarios/recording.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/whole_file.h"
#include "google/protobuf/descriptor.h"
#include "scenarios/loader.h"
#include "scenarios/place.h"

namespace diorace {
namespace {

using google::protobuf::TextFormat;

int StepsOf(const checker::Schedule& schedule) {
  int steps = 0;
  for (const checker::DecisionRecord& decision : schedule.decision())
    steps += decision.has_step();
  return steps;
}

absl::Status CheckWhole(const checker::Schedule& schedule,
                        absl::string_view file) {
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

}  // namespace

absl::StatusOr<Recording> ParseRecording(absl::string_view text,
                                         absl::string_view file) {
  auto locations = std::make_unique<TextFormat::ParseInfoTree>();
  absl::StatusOr<checker::Schedule> schedule =
      checker::ParseSchedule(text, file, locations.get());
  if (!schedule.ok()) return schedule.status();
  if (absl::Status status = CheckWhole(*schedule, file); !status.ok())
    return status;

  const Scenario& embedded = schedule->GetExtension(scenario);
  const google::protobuf::FieldDescriptor* const field =
      google::protobuf::DescriptorPool::generated_pool()->FindExtensionByNumber(
          checker::Schedule::descriptor(), scenario.number());
  const TextFormat::ParseInfoTree* const places =
      locations->GetTreeForNested(field, -1);
  if (absl::Status status = ValidateScenario(embedded, file, places);
      !status.ok())
    return status;
  absl::StatusOr<CompiledScenario> compiled = Compile(embedded);
  if (!compiled.ok()) return AtPlace(compiled.status(), embedded, file, places);
  return Recording{std::string(file), *std::move(schedule),
                   *std::move(compiled), std::move(locations)};
}

absl::StatusOr<Recording> LoadRecording(const std::string& path,
                                        absl::string_view file) {
  const absl::StatusOr<std::string> text = checker::ReadFile(path);
  if (!text.ok()) return text.status();
  return ParseRecording(*text, file);
}

std::string DivergencePlace(absl::string_view divergence,
                            const Recording& recording) {
  const checker::Schedule& schedule = recording.schedule;
  int number = 0;
  if (!absl::ConsumePrefix(&divergence, "decision ") ||
      !absl::SimpleAtoi(divergence.substr(0, divergence.find(' ')), &number) ||
      number < 1 || number > schedule.decision_size())
    return recording.file;
  return Place(recording.locations.get(), schedule)
      .Of("decision", number - 1)
      .In(recording.file);
}

}  // namespace diorace
