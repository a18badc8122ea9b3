#include "tools/cli/schedule_output.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/text_proto.h"
#include "scenarios/loader.h"

namespace diorace::cli {

std::string ScheduleFile(absl::string_view scenario, size_t index) {
  return absl::StrCat(scenario, ".", index + 1, ".schedule.textproto");
}

std::string SchedulePath(const Options& options, absl::string_view scenario,
                         size_t index) {
  return absl::StrCat(absl::StripSuffix(options.output_dir, "/"), "/",
                      ScheduleFile(scenario, index));
}

absl::Status WriteSchedules(const ScenarioRun& run, const Options& options,
                            const Console& console) {
  for (size_t i = 0; i < run.campaign.schedules.size(); ++i) {
    const std::string path = PathFrom(
        console.directory, SchedulePath(options, run.scenario.name(), i));
    if (absl::Status status = checker::WriteFileAtomically(
            path, checker::ScheduleText(run.campaign.schedules[i]));
        !status.ok())
      return status;
  }
  return absl::OkStatus();
}

}  // namespace diorace::cli
