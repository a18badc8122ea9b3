// Runs scenarios one after the other, as check and gate do.
//
//   const std::vector<Listed> all = PrepareAll(line.arguments, console);
//   if (all.empty()) return ExitStatus::kBadInput;
//   ExitStatus status = RunAll(all, options, console,
//                              [&](const Listed&, const ScenarioRun&,
//                                  const Judgement&) { … });

#ifndef DIORACE_TOOLS_CLI_RUN_ALL_H_
#define DIORACE_TOOLS_CLI_RUN_ALL_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "tools/cli/command_line.h"
#include "tools/cli/console.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {

// A scenario, and where it says what it expects.
struct Listed {
  Subject subject;
  std::string file;
  int line = 1;
};

// All scenarios of `names`, or all that come with this program if there is no
// name, before any is run: whoever mistyped one learns it at once. Complains
// about each that cannot be used; then the result is empty.
std::vector<Listed> PrepareAll(const std::vector<std::string>& names,
                               Console& console);

// Runs them, writes the schedules of what is found, and gives `done` each
// result. An interruption ends it. The worst of all judgements, and of what
// could not be written.
ExitStatus RunAll(
    const std::vector<Listed>& all, const Options& options, Console& console,
    absl::FunctionRef<void(const Listed&, const ScenarioRun&, const Judgement&)>
        done);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_RUN_ALL_H_
