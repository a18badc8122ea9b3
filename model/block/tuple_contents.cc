#include "model/block/tuple_contents.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace dio {

checker::Contents TupleContents(pi::GuardType guard,
                                absl::Span<const pi::Tuple> tuples) {
  constexpr size_t kMost = 64;
  const bool large = pi::TupleBytes(guard) == 16;
  std::string text;
  for (const pi::Tuple& tuple : tuples.subspan(0, kMost)) {
    absl::StrAppend(
        &text, text.empty() ? "" : "\n", "guard ",
        absl::Hex(tuple.guard, large ? absl::kZeroPad16 : absl::kZeroPad4),
        ", app ", absl::Hex(tuple.app, absl::kZeroPad4), ", ref ",
        absl::Hex(tuple.ref, large ? absl::kZeroPad12 : absl::kZeroPad8));
  }
  if (tuples.size() > kMost)
    absl::StrAppend(&text, "\n… ", tuples.size() - kMost, " more");
  return checker::TextContents("protection information", std::move(text));
}

}  // namespace dio
