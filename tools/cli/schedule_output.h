// Writes the schedules of a run.

#ifndef DIORACE_TOOLS_CLI_SCHEDULE_OUTPUT_H_
#define DIORACE_TOOLS_CLI_SCHEDULE_OUTPUT_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/cli/command_line.h"
#include "tools/cli/console.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {

// "NAME.2.schedule.textproto" for the second violation (index 1) of NAME; of
// the share 3 of several, "NAME.share3.2.schedule.textproto". Relative to
// --output_dir.
std::string ScheduleFile(const Options& options, absl::string_view scenario,
                         size_t index);

// The same as the user reaches it from where she stands.
std::string SchedulePath(const Options& options, absl::string_view scenario,
                         size_t index);

// Writes all of them, and reports if `options` ask for them; makes the folder
// if there is something to write.
absl::Status WriteSchedules(const ScenarioRun& run, const Options& options,
                            const Console& console);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_SCHEDULE_OUTPUT_H_
