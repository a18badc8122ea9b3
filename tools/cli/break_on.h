// diorace replay --break-on: stops in a debugger right before an operation.

#ifndef DIORACE_TOOLS_CLI_BREAK_ON_H_
#define DIORACE_TOOLS_CLI_BREAK_ON_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "checker/schedule/timeline.h"
#include "scenarios/recording.h"
#include "tools/cli/console.h"

namespace diorace::cli {

// Replays `recording` and calls `stop` on the stack of the task whose operation
// `spec` means, announced and not done yet; each time there is one. `timeline`
// is of a replay before. kInvalidArgument, and nothing is run, if no operation
// is meant.
absl::Status ReplayWithStops(const Recording& recording,
                             const checker::Timeline& timeline,
                             const std::string& spec,
                             absl::FunctionRef<void()> stop);

// The same, with a debugger that must be attached.
absl::Status BreakOn(const Recording& recording,
                     const checker::Timeline& timeline,
                     const std::string& spec);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_BREAK_ON_H_
