#include "tools/report/contents_text.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "tools/report/columns.h"

namespace diorace::report {

std::string ContentsText(const checker::StateChange& change) {
  constexpr size_t kMostRuns = 16;
  if (!change.contents.has_value()) return "freed";
  std::string text = Printable(change.contents->text);
  size_t runs = 0;
  for (const checker::ByteRun& run : change.contents->bytes) {
    absl::StrAppend(&text, runs == 0 ? "" : " ");
    if (runs++ == kMostRuns) return absl::StrCat(text, "…");
    absl::StrAppend(&text, absl::Hex(run.value, absl::kZeroPad2));
    if (run.count > 1) absl::StrAppend(&text, "×", run.count);
  }
  return text;
}

}  // namespace diorace::report
