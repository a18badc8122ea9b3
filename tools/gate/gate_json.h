// What `diorace gate --format=json` prints.

#ifndef DIORACE_TOOLS_GATE_GATE_JSON_H_
#define DIORACE_TOOLS_GATE_GATE_JSON_H_

#include <string>

#include "tools/gate/baseline.pb.h"
#include "tools/gate/compare.h"

namespace diorace::gate {

// One object a line: the differences, with what was accepted and what is now
// (null if there is none), then one that counts.
std::string GateJson(const Comparison& comparison, const Baseline& accepted,
                     const Baseline& now);

}  // namespace diorace::gate

#endif  // DIORACE_TOOLS_GATE_GATE_JSON_H_
