#include "model/block/tuple_contents.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace dio {
namespace {

// How many tuples from the first on differ in nothing but reference tags that
// stay the same or count up, all by `step`.
size_t Alike(absl::Span<const pi::Tuple> tuples, uint64_t step) {
  size_t count = 1;
  while (count < tuples.size() &&
         tuples[count] == pi::Tuple{.guard = tuples[0].guard,
                                    .app = tuples[0].app,
                                    .ref = tuples[0].ref + count * step})
    ++count;
  return count;
}

std::string Numbers(size_t begin, size_t end) {
  return end - begin == 1 ? absl::StrCat(begin)
                          : absl::StrCat(begin, "…", end - 1);
}

}  // namespace

checker::Contents TupleContents(pi::GuardType guard,
                                absl::Span<const pi::Tuple> tuples) {
  constexpr size_t kMostLines = 64;
  const bool large = pi::TupleBytes(guard) == 16;
  const auto ref = [large](uint64_t tag) {
    return absl::StrCat(
        absl::Hex(tag, large ? absl::kZeroPad12 : absl::kZeroPad8));
  };
  std::string text;
  size_t lines = 0;
  for (size_t i = 0; i < tuples.size(); ++lines) {
    if (lines == kMostLines) {
      absl::StrAppend(&text, "\n… ", tuples.size() - i, " more");
      break;
    }
    const absl::Span<const pi::Tuple> rest = tuples.subspan(i);
    const uint64_t step = Alike(rest, 1) > 1 ? 1 : 0;
    const size_t count = Alike(rest, step);
    absl::StrAppend(
        &text, i == 0 ? "" : "\n", Numbers(i, i + count), ": guard ",
        absl::Hex(rest[0].guard, large ? absl::kZeroPad16 : absl::kZeroPad4),
        ", app ", absl::Hex(rest[0].app, absl::kZeroPad4), ", ref ",
        ref(rest[0].ref));
    if (count > 1 && step == 1)
      absl::StrAppend(&text, "…", ref(rest[count - 1].ref));
    i += count;
  }
  return checker::TextContents("protection information", std::move(text));
}

}  // namespace dio
