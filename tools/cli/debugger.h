// Whether a debugger looks at this process, and how to make it stop there.

#ifndef DIORACE_TOOLS_CLI_DEBUGGER_H_
#define DIORACE_TOOLS_CLI_DEBUGGER_H_

namespace diorace::cli {

// TracerPid of /proc/self/status is somebody.
bool DebuggerAttached();

// SIGTRAP: gdb stops here, and `continue` goes on. Without a debugger it kills.
void StopInDebugger();

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_DEBUGGER_H_
