// What each command is for, how it is used, and what its exit status means.

#ifndef DIORACE_TOOLS_CLI_HELP_TEXT_H_
#define DIORACE_TOOLS_CLI_HELP_TEXT_H_

#include "absl/strings/string_view.h"
#include "tools/cli/command_line.h"

namespace diorace::cli {

// All of `diorace help COMMAND` but the flags; for kNone, of `diorace help`.
absl::string_view HelpText(Command command);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_HELP_TEXT_H_
