// What `diorace gate` prints for people.

#ifndef DIORACE_TOOLS_GATE_GATE_TEXT_H_
#define DIORACE_TOOLS_GATE_GATE_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tools/gate/compare.h"

namespace diorace::gate {

// Differences, improvements, and a line that counts; in all that line, if there
// is nothing else.
std::string GateText(const Comparison& comparison);

}  // namespace diorace::gate

#endif  // DIORACE_TOOLS_GATE_GATE_TEXT_H_
