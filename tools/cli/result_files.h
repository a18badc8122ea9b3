// The files that check and gate write for other programs: --junit, --sarif and
// so on.

#ifndef DIORACE_TOOLS_CLI_RESULT_FILES_H_
#define DIORACE_TOOLS_CLI_RESULT_FILES_H_

#include <cstddef>

#include "tools/cli/command_line.h"
#include "tools/cli/console.h"
#include "tools/cli/run_all.h"
#include "tools/cli/scenario_run.h"
#include "tools/results/result.h"

namespace diorace::cli {

results::Result ResultOf(const Listed& listed, const ScenarioRun& run,
                         const Judgement& judgement, const Options& options);

// Writes those that `options` ask for, each under a temporary name that is then
// renamed; kBadInput if one cannot be written. Annotations for GitHub go to
// standard error: its runner reads them there, too, and standard output stays
// what it is without them. The summary counts those, too, that an interruption
// left out.
ExitStatus WriteResultFiles(results::Results results, const Options& options,
                            Console& console, size_t not_started = 0);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_RESULT_FILES_H_
