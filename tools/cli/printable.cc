#include "tools/cli/printable.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace diorace::cli {

std::string Printable(absl::string_view line) {
  std::string printable;
  for (const char c : line) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c)) && c != '\t') {
      absl::StrAppendFormat(&printable, "\\x%02x",
                            static_cast<unsigned char>(c));
    } else {
      printable += c;
    }
  }
  return printable;
}

}  // namespace diorace::cli
