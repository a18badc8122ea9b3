// Text from files and arguments, made safe to print.

#ifndef DIORACE_TOOLS_CLI_PRINTABLE_H_
#define DIORACE_TOOLS_CLI_PRINTABLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace diorace::cli {

// `line` with control characters as "\x1b", so that a terminal does not obey
// them; tabs stay.
std::string Printable(absl::string_view line);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_PRINTABLE_H_
