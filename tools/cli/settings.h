// --set: changes to a scenario for one run.

#ifndef DIORACE_TOOLS_CLI_SETTINGS_H_
#define DIORACE_TOOLS_CLI_SETTINGS_H_

#include "absl/status/status.h"
#include "scenarios/scenario.pb.h"
#include "tools/cli/command_line.h"

namespace diorace::cli {

// Applies `setting`: release, a field of limits or faults ("limits.cpus",
// "faults.budget"; a repeated one gets one more), or else a switch.
// kInvalidArgument if there is no such field, or the value is none of it;
// whether the scenario is good afterwards is for ValidateScenario and Compile
// to say.
absl::Status ApplySetting(const Setting& setting, Scenario& scenario);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_SETTINGS_H_
