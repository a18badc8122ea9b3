#include "tools/cli/bazel_test.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace diorace::cli {
namespace {

// The first that is no flag. A flag's value that stands apart from it is taken
// for a command, but is none of the two.
bool IsCheckOrGate(const std::vector<std::string>& arguments) {
  const auto command = std::find_if(
      arguments.begin(), arguments.end(),
      [](const std::string& text) { return !absl::StartsWith(text, "-"); });
  return command != arguments.end() &&
         (*command == "check" || *command == "gate");
}

}  // namespace

std::vector<std::string> WithBazelTestFlags(std::vector<std::string> arguments,
                                            const BazelTest& test) {
  if (!IsCheckOrGate(arguments)) return arguments;
  std::vector<std::string> flags;
  if (!test.xml_output_file.empty())
    flags.push_back(absl::StrCat("--junit=", test.xml_output_file));
  if (!test.undeclared_outputs_dir.empty()) {
    flags.push_back(absl::StrCat("--output_dir=", test.undeclared_outputs_dir));
    flags.emplace_back("--html_reports");
  }
  flags.insert(flags.end(), arguments.begin(), arguments.end());
  return flags;
}

}  // namespace diorace::cli
