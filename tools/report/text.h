// A report for a terminal.

#ifndef DIORACE_TOOLS_REPORT_TEXT_H_
#define DIORACE_TOOLS_REPORT_TEXT_H_

#include <cstddef>
#include <string>

#include "tools/report/document.h"

namespace diorace::report {

struct TextStyle {
  bool color = false;    // ANSI escapes
  size_t columns = 100;  // of the longest line
};

// What happens, the steps that decide, and the swimlanes. Deterministic.
std::string TextReport(const Document& document, const TextStyle& style);

// "xfs_pi_write_zero_copy_store on Linux 6.19: guard_mismatch (device_check),
// race R01, blame no_promise".
std::string Title(const Header& header);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_TEXT_H_
