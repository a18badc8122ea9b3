#include "tools/cli/debugger.h"

#include <signal.h>

#include <fstream>
#include <string>

namespace diorace::cli {

bool DebuggerAttached() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long pid = 0;
  while (status >> word) {
    if (word == "TracerPid:") return status >> pid && pid != 0;
  }
  return false;
}

void StopInDebugger() { raise(SIGTRAP); }

}  // namespace diorace::cli
