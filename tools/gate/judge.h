// Results as the baseline sees them, whatever their scenarios expect.

#ifndef DIORACE_TOOLS_GATE_JUDGE_H_
#define DIORACE_TOOLS_GATE_JUDGE_H_

#include <string>
#include <vector>

#include "tools/gate/baseline.pb.h"
#include "tools/gate/compare.h"
#include "tools/results/result.h"

namespace diorace::gate {

// Says in `comparison` how to see what fails now.
void NameSchedules(results::Results results, Comparison& comparison);

// `results` with what was accepted as what is expected, for the files that
// other programs read. A scenario that is gone is a result at `file`, the
// baseline.
std::vector<results::Result> Judged(results::Results results,
                                    const Comparison& comparison,
                                    const Baseline& accepted,
                                    const std::string& file);

}  // namespace diorace::gate

#endif  // DIORACE_TOOLS_GATE_JUDGE_H_
