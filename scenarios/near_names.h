// Which of some names a person may have meant.
//
//   NearNames("chekc", {"list", "check", "explore"})  // {"check"}
//   DidYouMean("chekc", names)                        // "; did you mean
//   check?"

#ifndef DIORACE_SCENARIOS_NEAR_NAMES_H_
#define DIORACE_SCENARIOS_NEAR_NAMES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace diorace {

// Of `names`, at most three that differ from `name` by few letters; if there
// are none, that `name` is a part of. Nearest first, and in their order among
// equals. Letters are inserted, deleted, replaced, or swapped with their
// neighbour; case and the difference between - and _ are nothing.
std::vector<std::string> NearNames(absl::string_view name,
                                   const std::vector<std::string>& names);

// "; did you mean A, B or C?", or "" if none is near.
std::string DidYouMean(absl::string_view name,
                       const std::vector<std::string>& names);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_NEAR_NAMES_H_
