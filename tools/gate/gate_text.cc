#include "tools/gate/gate_text.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "checker/number_text.h"

namespace diorace::gate {
namespace {

// "2 new failures" would need a plural each; "new failure: 2" needs none.
std::string CountText(const Comparison& comparison) {
  std::map<Change, size_t> counts;
  for (const Difference& difference : comparison.differences)
    ++counts[difference.change];
  std::vector<std::string> parts;
  for (const auto& [change, count] : counts)
    parts.push_back(absl::StrCat(ChangeName(change), ": ", count));
  std::string text =
      absl::StrCat(checker::Plural(comparison.scenarios, "scenario"), ", ",
                   comparison.same, " as accepted");
  if (!parts.empty()) absl::StrAppend(&text, "; ", absl::StrJoin(parts, ", "));
  return absl::StrCat(text, "\n");
}

// They pass, so a screen of them is enough.
std::string ImprovementsText(const Comparison& comparison) {
  constexpr size_t kMost = 15;
  const std::vector<std::string>& all = comparison.improvements;
  if (all.empty()) return "";
  std::string text = "better than accepted:\n";
  for (size_t i = 0; i < all.size() && i < kMost; ++i)
    absl::StrAppend(&text, "  ", all[i], "\n");
  if (all.size() > kMost)
    absl::StrAppend(&text, "  and ", all.size() - kMost, " more\n");
  return text;
}

}  // namespace

std::string GateText(const Comparison& comparison) {
  std::string text;
  for (const Difference& difference : comparison.differences) {
    absl::StrAppendFormat(&text, "%-13s  %s\n", ChangeName(difference.change),
                          difference.scenario);
    for (const std::string& fact : difference.facts)
      absl::StrAppendFormat(&text, "%-13s    %s\n", "", fact);
  }
  const std::string improvements = ImprovementsText(comparison);
  if (!text.empty() && !improvements.empty()) text += "\n";
  text += improvements;
  if (!text.empty()) text += "\n";
  return absl::StrCat(text, CountText(comparison));
}

}  // namespace diorace::gate
