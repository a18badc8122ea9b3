// The files that flags tell a command to write, looked at before it runs: what
// is refused here costs no run, and no file.

#ifndef DIORACE_TOOLS_CLI_OUTPUT_FILES_H_
#define DIORACE_TOOLS_CLI_OUTPUT_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/cli/command_line.h"
#include "tools/cli/console.h"

namespace diorace::cli {

// kInvalidArgument, with the flag and the file, if a file that `line` asks for
// is one that the command reads, is the file of another flag, cannot be
// written, or is something else where a checkpoint is to go. Writes nothing.
absl::Status CheckOutputFiles(const CommandLine& line, const Console& console);

// kInvalidArgument if checker::WriteFileAtomically cannot write `path`, as far
// as that is known without doing so. `name` is how the user calls it.
absl::Status CanBeWritten(const std::string& path, absl::string_view name);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_OUTPUT_FILES_H_
