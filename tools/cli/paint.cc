#include "tools/cli/paint.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace diorace::cli {
namespace {

bool WantsColor() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  return (no_color == nullptr || *no_color == '\0') &&
         (term == nullptr || absl::string_view(term) != "dumb");
}

}  // namespace

Paint::Paint(When when, bool terminal)
    : on_(when == When::kAlways ||
          (when == When::kAuto && terminal && WantsColor())) {}

std::string Paint::In(absl::string_view code, absl::string_view text) const {
  return on_ ? absl::StrCat("\x1b[", code, "m", text, "\x1b[0m")
             : std::string(text);
}

std::string Paint::Good(absl::string_view text) const { return In("32", text); }
std::string Paint::Bad(absl::string_view text) const {
  return In("31;1", text);
}
std::string Paint::Strong(absl::string_view text) const {
  return In("1", text);
}
std::string Paint::Weak(absl::string_view text) const { return In("2", text); }

}  // namespace diorace::cli
