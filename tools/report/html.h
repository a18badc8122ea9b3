// A report for a browser: one file, which needs no other and no network.

#ifndef DIORACE_TOOLS_REPORT_HTML_H_
#define DIORACE_TOOLS_REPORT_HTML_H_

#include <string>

#include "tools/report/document.h"

namespace diorace::report {

// The page in page/, with the document as JSON in it. The page makes text of
// it, never markup, and the JSON cannot end its script element.
std::string HtmlReport(const Document& document);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_HTML_H_
