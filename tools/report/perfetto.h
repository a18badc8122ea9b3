// A report for ui.perfetto.dev, in the JSON trace-event format.
//
// Source: "Trace Event Format" of the Chromium project.

#ifndef DIORACE_TOOLS_REPORT_PERFETTO_H_
#define DIORACE_TOOLS_REPORT_PERFETTO_H_

#include <string>

#include "tools/report/document.h"

namespace diorace::report {

// A track a task, a slice a step: step N lasts from microsecond N to N + 1.
// Arrows are the explanation's edges and pairs; what is remarked, chosen or
// broken is an instant.
std::string PerfettoReport(const Document& document);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_PERFETTO_H_
