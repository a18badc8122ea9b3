#include "tools/cli/schedule_output.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "checker/replay.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/whole_file.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "tools/cli/explained_document.h"
#include "tools/report/html.h"

namespace diorace::cli {

std::string ScheduleFile(const Options& options, absl::string_view scenario,
                         size_t index) {
  return absl::StrCat(
      scenario, options.shares > 1 ? absl::StrCat(".share", options.share) : "",
      ".", index + 1, ".schedule.textproto");
}

std::string SchedulePath(const Options& options, absl::string_view scenario,
                         size_t index) {
  return absl::StrCat(absl::StripSuffix(options.output_dir, "/"), "/",
                      ScheduleFile(options, scenario, index));
}

namespace {

// The report of the schedule at `path`, beside it.
absl::Status WriteHtml(const CompiledScenario& compiled,
                       const checker::Schedule& schedule,
                       const std::string& path, const std::string& file) {
  const checker::ReplayResult replay =
      checker::Replay([&] { compiled.Run(); }, schedule);
  const absl::StatusOr<report::Document> document =
      DocumentOf(compiled, schedule, replay, file);
  if (!document.ok()) return document.status();
  return checker::WriteFileAtomically(
      absl::StrCat(absl::StripSuffix(path, ".schedule.textproto"), ".html"),
      report::HtmlReport(*document));
}

}  // namespace

absl::Status WriteSchedules(const ScenarioRun& run, const Options& options,
                            const Console& console) {
  for (size_t i = 0; i < run.campaign.schedules.size(); ++i) {
    const std::string file = SchedulePath(options, run.scenario.name(), i);
    const std::string path = PathFrom(console.directory, file);
    const checker::Schedule& schedule = run.campaign.schedules[i];
    absl::Status status =
        checker::WriteFileAtomically(path, checker::ScheduleText(schedule));
    if (status.ok() && options.html_reports)
      status = WriteHtml(*Compile(run.scenario), schedule, path, file);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace diorace::cli
