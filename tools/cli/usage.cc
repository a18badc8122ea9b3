#include "tools/cli/usage.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tools/cli/help_text.h"

namespace diorace::cli {
namespace {

// `help` in lines of at most 44 letters, the first beside `flag`.
void AppendFlag(std::string& text, const std::string& flag,
                absl::string_view help) {
  constexpr size_t kWidth = 44;
  std::vector<std::string> lines(1);
  for (const absl::string_view word : absl::StrSplit(help, ' ')) {
    if (lines.back().size() + 1 + word.size() > kWidth) lines.emplace_back();
    absl::StrAppend(&lines.back(), lines.back().empty() ? "" : " ", word);
  }
  for (size_t i = 0; i < lines.size(); ++i)
    absl::StrAppendFormat(&text, "  %-31s %s\n", i == 0 ? flag : "", lines[i]);
}

}  // namespace

std::string Usage(Command command) {
  std::string text(HelpText(command));
  // These have no flags.
  if (command == Command::kNone || command == Command::kVersion) return text;
  absl::StrAppend(&text, "\nFlags:\n");
  for (const FlagInfo& flag : AllFlags()) {
    if ((flag.commands & static_cast<unsigned>(command)) == 0) continue;
    AppendFlag(text,
               absl::StrCat("--", flag.name, flag.value.empty() ? "" : "=",
                            flag.value),
               flag.help);
  }
  return text;
}

}  // namespace diorace::cli
