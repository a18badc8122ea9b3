#include "tests/fuzz/seeds.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "checker/schedule/text_proto.h"

namespace diorace {

absl::StatusOr<std::vector<std::string>> SeedsOf(const std::string& path) {
  const absl::StatusOr<std::string> text = checker::ReadFile(path);
  if (!text.ok()) return text.status();
  if (!absl::EndsWith(path, ".cc")) return std::vector<std::string>{*text};
  constexpr absl::string_view kBegin = "R\"(";
  std::vector<std::string> seeds;
  size_t begin = text->find(kBegin);
  while (begin != std::string::npos) {
    begin += kBegin.size();
    const size_t end = text->find(")\"", begin);
    if (end == std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": a raw string does not end"));
    }
    seeds.push_back(text->substr(begin, end - begin));
    begin = text->find(kBegin, end);
  }
  return seeds;
}

}  // namespace diorace
