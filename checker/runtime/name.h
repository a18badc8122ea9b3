// How tested code names a task, an object or a choice: a word, and an index
// where there are several.

#ifndef DIORACE_CHECKER_RUNTIME_NAME_H_
#define DIORACE_CHECKER_RUNTIME_NAME_H_

#include <string>

#include "absl/strings/string_view.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// Cheap to pass by value. The characters are copied only when an identity is
// met for the first time in an exploration, and must outlive the call, no more.
struct Name {
  // A text is a name: NOLINTBEGIN(google-explicit-constructor)
  constexpr Name(const char* text) : text(text) {}
  constexpr Name(absl::string_view text) : text(text) {}
  Name(const std::string& text) : text(text) {}
  // NOLINTEND(google-explicit-constructor)
  constexpr Name(absl::string_view text, int index)
      : text(text), index(index) {}

  // "bio" or "bio[2]".
  std::string ToString() const {
    return index < 0 ? std::string(text)
                     : std::string(text) + "[" + std::to_string(index) + "]";
  }

  friend constexpr bool operator==(const Name&, const Name&) = default;

  absl::string_view text;
  int index = -1;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_NAME_H_
