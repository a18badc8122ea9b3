// The commands of diorace, without a process around them.
//
//   std::ostringstream out, err;
//   Console console{.out = out, .err = err, .directory = "/home/user"};
//   ExitStatus status = RunDiorace({"check", "--timing=never"}, console);

#ifndef DIORACE_TOOLS_CLI_COMMANDS_H_
#define DIORACE_TOOLS_CLI_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/command_line.h"
#include "tools/cli/console.h"

namespace diorace::cli {

// The whole program: arguments without its name.
ExitStatus RunDiorace(const std::vector<std::string>& arguments,
                      Console& console);

// What ParseCommandLine accepted for them.
ExitStatus List(const CommandLine& line, Console& console);
ExitStatus Check(const CommandLine& line, Console& console);
ExitStatus Gate(const CommandLine& line, Console& console);
ExitStatus Explore(const CommandLine& line, Console& console);
ExitStatus Replay(const CommandLine& line, Console& console);
ExitStatus Minimize(const CommandLine& line, Console& console);
ExitStatus Diff(const CommandLine& line, Console& console);
ExitStatus Reseat(const CommandLine& line, Console& console);
ExitStatus Report(const CommandLine& line, Console& console);
ExitStatus Fuzz(const CommandLine& line, Console& console);
ExitStatus Litmus(const CommandLine& line, Console& console);
ExitStatus Releases(const CommandLine& line, Console& console);
ExitStatus Races(const CommandLine& line, Console& console);
ExitStatus Merge(const CommandLine& line, Console& console);
ExitStatus Stress(const CommandLine& line, Console& console);
ExitStatus Version(const CommandLine& line, Console& console);

// Says on standard error what is wrong, a line of `status` a line; kBadInput.
ExitStatus Complain(const absl::Status& status, Console& console);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_COMMANDS_H_
