#include "tests/fuzz/seeds.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "checker/schedule/whole_file.h"

namespace diorace {

absl::StatusOr<std::vector<std::string>> SeedsOf(const std::string& path) {
  const absl::StatusOr<std::string> text = checker::ReadFile(path);
  if (!text.ok()) return text.status();
  if (!absl::EndsWith(path, ".cc")) return std::vector<std::string>{*text};
  constexpr absl::string_view kBegin = "R\"(";
  std::vector<std::string> seeds;
  absl::string_view rest = *text;
  size_t begin = rest.find(kBegin);
  while (begin != absl::string_view::npos) {
    rest.remove_prefix(begin + kBegin.size());
    const size_t end = rest.find(")\"");
    if (end == absl::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": a raw string does not end"));
    }
    seeds.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
    begin = rest.find(kBegin);
  }
  return seeds;
}

}  // namespace diorace
