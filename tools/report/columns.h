// Text for a terminal or a mail, measured in columns.

#ifndef DIORACE_TOOLS_REPORT_COLUMNS_H_
#define DIORACE_TOOLS_REPORT_COLUMNS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace diorace::report {

// Of UTF-8 text; each letter takes one, as all do that diorace itself prints.
size_t Columns(absl::string_view text);

// `text` filled up with spaces.
std::string PadTo(size_t columns, absl::string_view text);

// The first `columns` of `text`.
absl::string_view Front(size_t columns, absl::string_view text);

// The same, but if something is cut, the last of them is "…".
std::string CutTo(size_t columns, absl::string_view text);

// Lines of at most `columns`, broken at spaces, and inside words only where one
// is longer than a line. Line feeds in `text` stay.
std::vector<std::string> Wrap(size_t columns, absl::string_view text);

// Without control characters, which a terminal would obey; line feeds stay.
std::string Printable(absl::string_view text);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_COLUMNS_H_
