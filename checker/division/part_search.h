// The search of one part, which can be broken off and gone on with, in another
// process too.

#ifndef DIORACE_CHECKER_DIVISION_PART_SEARCH_H_
#define DIORACE_CHECKER_DIVISION_PART_SEARCH_H_

#include <cstdint>
#include <set>
#include <string>

#include "absl/functional/function_ref.h"
#include "checker/division/saved_search.pb.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/part.h"

namespace checker {

// Not thread-safe; each may live on a thread of its own.
class PartSearch {
 public:
  // Goes on where `before` is, which may be waiting.
  PartSearch(absl::FunctionRef<void()> body, DporMode mode, Part part,
             const SavedPart& before);

  // Explores on, within `budget`. What stopped it.
  StopReason Go(const Budget& budget);

  // Figures and violations so far.
  const SavedPart& so_far() const { return so_far_; }
  // The same, with what is needed to go on.
  SavedPart Save();
  // Why the tested code is not deterministic; empty if it is.
  const std::string& error() const { return error_; }

 private:
  void Write(const FoundViolation& found);

  Explorer explorer_;
  DporStrategy strategy_;
  SavedPart so_far_;
  std::string error_;
  std::set<std::string> seen_;  // identities
};

}  // namespace checker

#endif  // DIORACE_CHECKER_DIVISION_PART_SEARCH_H_
