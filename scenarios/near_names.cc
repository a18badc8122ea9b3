#include "scenarios/near_names.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace diorace {
namespace {

constexpr size_t kMostNames = 3;
// Whoever mistypes does not write a novel, and the distance is quadratic.
constexpr size_t kLongestName = 100;

std::string Simplified(absl::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"-", "_"}});
}

// Optimal string alignment distance: rows of the usual table, three at a time.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> before_last(b.size() + 1), last(b.size() + 1),
      row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1,
                         last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::string> NearNames(absl::string_view name,
                                   const std::vector<std::string>& names) {
  const std::string wanted = Simplified(name);
  if (wanted.empty() || wanted.size() > kLongestName) return {};
  const size_t allowed = std::max<size_t>(1, wanted.size() / 3);
  std::vector<std::pair<size_t, size_t>> near, longer;  // distance, index
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string simplified = Simplified(names[i]);
    const size_t distance = EditDistance(wanted, simplified);
    if (distance <= allowed)
      near.emplace_back(distance, i);
    else if (wanted.size() >= 3 && absl::StrContains(simplified, wanted))
      longer.emplace_back(distance, i);
  }
  if (near.empty()) near.swap(longer);
  std::sort(near.begin(), near.end());
  std::vector<std::string> result;
  for (const auto& [distance, index] : near) {
    // Among names that share most of their letters, far ones are noise.
    if (result.size() == kMostNames || distance > 2 * near[0].first) break;
    result.push_back(names[index]);
  }
  return result;
}

std::string DidYouMean(absl::string_view name,
                       const std::vector<std::string>& names) {
  std::vector<std::string> near = NearNames(name, names);
  if (near.empty()) return "";
  const std::string last = near.back();
  near.pop_back();
  return absl::StrCat("; did you mean ", absl::StrJoin(near, ", "),
                      near.empty() ? "" : " or ", last, "?");
}

}  // namespace diorace
