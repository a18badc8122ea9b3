#include "checker/number_text.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace checker {

std::string WithThousands(uint64_t number) {
  std::string digits = absl::StrCat(number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<size_t>(at), ",");
  return digits;
}

std::string Plural(uint64_t number, absl::string_view thing) {
  const bool es = absl::EndsWith(thing, "ch");
  return absl::StrCat(WithThousands(number), " ", thing,
                      number == 1 ? ""
                      : es        ? "es"
                                  : "s");
}

}  // namespace checker
