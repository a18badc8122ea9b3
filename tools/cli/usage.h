// Help texts.

#ifndef DIORACE_TOOLS_CLI_USAGE_H_
#define DIORACE_TOOLS_CLI_USAGE_H_

#include <string>

#include "tools/cli/command_line.h"

namespace diorace::cli {

// Of the whole program for kNone; ends with a newline.
std::string Usage(Command command);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_USAGE_H_
