// What something holds, in a line.

#ifndef DIORACE_TOOLS_REPORT_CONTENTS_TEXT_H_
#define DIORACE_TOOLS_REPORT_CONTENTS_TEXT_H_

#include <string>

#include "checker/schedule/timeline.h"

namespace diorace::report {

// "42 41×255", with "…" in place of what is more than a few runs; "freed".
std::string ContentsText(const checker::StateChange& change);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_CONTENTS_TEXT_H_
