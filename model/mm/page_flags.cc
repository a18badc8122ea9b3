#include "model/mm/page_flags.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace dio {

std::string PageFlags::FlagsText(uint64_t flags) {
  constexpr std::pair<Flag, absl::string_view> kNames[] = {
      {kUptodate, "uptodate"}, {kDirty, "dirty"},     {kWriteback, "writeback"},
      {kLocked, "locked"},     {kOrdered, "ordered"},
  };
  std::string text = (flags & kPresent) == 0 ? "not in the cache" : "";
  for (const auto& [flag, name] : kNames) {
    if ((flags & flag) != 0)
      absl::StrAppend(&text, text.empty() ? "" : ", ", name);
  }
  return text.empty() ? "in the cache" : text;
}

}  // namespace dio
