// diorace replay --step: a walk through a replay, forwards and backwards.

#ifndef DIORACE_TOOLS_CLI_STEP_THROUGH_H_
#define DIORACE_TOOLS_CLI_STEP_THROUGH_H_

#include <cstdint>
#include <string>

#include "checker/replay.h"
#include "scenarios/recording.h"
#include "tools/cli/console.h"

namespace diorace::cli {

// Takes commands, one a line, from console.in until it ends or says `quit`. A
// console that is no terminal gets the commands echoed.
void StepThrough(const Recording& recording,
                 const checker::ReplayResult& result, bool color,
                 Console& console);

// The timeline up to `steps` steps, and what every task is about to do then.
std::string TimelineUntil(const Recording& recording,
                          const checker::ReplayResult& result, uint32_t steps,
                          bool color);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_STEP_THROUGH_H_
