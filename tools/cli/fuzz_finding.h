// What a random workload shows, and what is written of it.

#ifndef DIORACE_TOOLS_CLI_FUZZ_FINDING_H_
#define DIORACE_TOOLS_CLI_FUZZ_FINDING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "checker/runtime/violation.h"
#include "scenarios/scenario.pb.h"
#include "tools/cli/command_line.h"
#include "tools/cli/console.h"

namespace diorace::cli {

// `scenario`, in which `violation` was found, made small as far
// as a modest budget leads, is written as NAME.textproto, and the schedule that
// shows it as NAME.1.schedule.textproto, into --output_dir. Returns the file of
// the scenario, as the user reaches it.
absl::StatusOr<std::string> WriteFinding(const Scenario& scenario,
                                         const checker::Violation& violation,
                                         const Options& options,
                                         const Console& console);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_FUZZ_FINDING_H_
