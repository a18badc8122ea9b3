// diorace diff: two schedules side by side.

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/schedule/schedule_diff.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/whole_file.h"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/diff_text.h"
#include "tools/cli/paint.h"

namespace diorace::cli {
namespace {

absl::StatusOr<checker::Schedule> Load(const std::string& file,
                                       const Console& console) {
  const absl::StatusOr<std::string> text =
      checker::ReadFile(PathFrom(console.directory, file));
  if (!text.ok()) return text.status();
  return checker::ParseSchedule(*text, file);
}

// Of CHECKER_TESTs, which have no scenario, the name says what they are.
bool SameScenario(const checker::Schedule& a, const checker::Schedule& b) {
  return a.subject() == b.subject() &&
         a.HasExtension(scenario) == b.HasExtension(scenario) &&
         a.GetExtension(scenario).SerializeAsString() ==
             b.GetExtension(scenario).SerializeAsString();
}

}  // namespace

ExitStatus Diff(const CommandLine& line, Console& console) {
  if (line.arguments.size() != 2) {
    return Complain(absl::InvalidArgumentError("diff takes two schedule files"),
                    console);
  }
  const absl::StatusOr<checker::Schedule> a = Load(line.arguments[0], console);
  if (!a.ok()) return Complain(a.status(), console);
  const absl::StatusOr<checker::Schedule> b = Load(line.arguments[1], console);
  if (!b.ok()) return Complain(b.status(), console);

  const checker::ScheduleDiff diff = checker::DiffSchedules(*a, *b);
  const ComparedSchedules compared{.file_a = line.arguments[0],
                                   .file_b = line.arguments[1],
                                   .a = *a,
                                   .b = *b,
                                   .diff = diff,
                                   .same_scenario = SameScenario(*a, *b)};
  const bool comparable =
      std::any_of(diff.a_in_b.begin(), diff.a_in_b.end(),
                  [](const auto& place) { return place.has_value(); });
  if (!comparable) {
    return Complain(
        absl::InvalidArgumentError(absl::StrCat(
            line.arguments[0], " and ", line.arguments[1],
            " cannot be compared: ",
            compared.same_scenario ? ""
                                   : "they are of different scenarios, and ",
            "nothing that one does is done in the other")),
        console);
  }
  if (line.options.format == Format::kJson) {
    console.out << DiffJson(compared);
  } else {
    console.out << DiffText(compared,
                            Paint(line.options.color, console.out_is_terminal));
  }
  return compared.same() ? ExitStatus::kAsExpected : ExitStatus::kDiffers;
}

}  // namespace diorace::cli
