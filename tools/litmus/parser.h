// Reads litmus tests in C: the dialect of the Linux kernel's memory model.
//
//   absl::StatusOr<TestSyntax> test = Parse(text, "sb.litmus");
//   test.status().message()
//       // "sb.litmus:7:3: not supported: goto"

#ifndef DIORACE_TOOLS_LITMUS_PARSER_H_
#define DIORACE_TOOLS_LITMUS_PARSER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/litmus/syntax.h"

namespace diorace::litmus {

// Larger files are refused; real ones have a few hundred bytes.
inline constexpr size_t kMaxFileBytes = size_t{1} << 20;

// Errors are kInvalidArgument: "FILE:LINE:COLUMN: what is wrong". `text` may be
// anything.
absl::StatusOr<TestSyntax> Parse(absl::string_view text,
                                 absl::string_view file);

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_PARSER_H_
