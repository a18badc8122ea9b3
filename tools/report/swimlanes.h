// The steps of a report in text: a column a task, a line a step.

#ifndef DIORACE_TOOLS_REPORT_SWIMLANES_H_
#define DIORACE_TOOLS_REPORT_SWIMLANES_H_

#include <string>

#include "tools/report/document.h"
#include "tools/report/text.h"

namespace diorace::report {

// With a legend, where names of tasks had to be shortened. Steps that are
// folded are a line of dots; ">" marks the steps of a pair, "!" a preemption.
std::string Swimlanes(const Document& document, const TextStyle& style);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_SWIMLANES_H_
