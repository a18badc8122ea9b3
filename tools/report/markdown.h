// A report for a mail or an issue.

#ifndef DIORACE_TOOLS_REPORT_MARKDOWN_H_
#define DIORACE_TOOLS_REPORT_MARKDOWN_H_

#include <string>

#include "tools/report/document.h"

namespace diorace::report {

// A heading, a paragraph, the swimlanes, how to see them again, and what is
// known of the schedule. What comes from files cannot end a code span or a
// fence.
std::string MarkdownReport(const Document& document);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_MARKDOWN_H_
