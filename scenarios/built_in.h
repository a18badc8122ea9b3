// The text of the scenarios of this folder, which the build puts into the
// program: it runs from any directory and on any machine.

#ifndef DIORACE_SCENARIOS_BUILT_IN_H_
#define DIORACE_SCENARIOS_BUILT_IN_H_

#include <vector>

namespace diorace {

struct BuiltInScenario {
  const char* name;  // of its file, without .textproto
  const char* text;
};

// By name of the file.
const std::vector<BuiltInScenario>& BuiltInScenarios();

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_BUILT_IN_H_
