// Colours, where there is a terminal that shows them.
//
//   const Paint paint(options.color, console.out_is_terminal);
//   console.out << paint.Good("yes");

#ifndef DIORACE_TOOLS_CLI_PAINT_H_
#define DIORACE_TOOLS_CLI_PAINT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tools/cli/command_line.h"

namespace diorace::cli {

class Paint {
 public:
  // kAuto: on a terminal, unless the environment has NO_COLOR or TERM=dumb.
  Paint(When when, bool terminal);

  bool on() const { return on_; }
  std::string Good(absl::string_view text) const;
  std::string Bad(absl::string_view text) const;
  std::string Strong(absl::string_view text) const;
  std::string Weak(absl::string_view text) const;

 private:
  std::string In(absl::string_view code, absl::string_view text) const;

  bool on_;
};

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_PAINT_H_
