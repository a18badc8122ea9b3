// Places in a litmus file, and messages about them.

#ifndef DIORACE_TOOLS_LITMUS_POSITION_H_
#define DIORACE_TOOLS_LITMUS_POSITION_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace diorace::litmus {

struct Position {
  uint32_t line = 1;
  uint32_t column = 1;  // in bytes
};

// "FILE:LINE:COLUMN: what is wrong".
inline std::string MessageAt(absl::string_view file, Position at,
                             absl::string_view what) {
  return absl::StrCat(file, ":", at.line, ":", at.column, ": ", what);
}

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_POSITION_H_
