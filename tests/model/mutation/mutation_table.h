// What each mutation of the model is, and what becomes of it.

#ifndef DIORACE_TESTS_MODEL_MUTATION_MUTATION_TABLE_H_
#define DIORACE_TESTS_MODEL_MUTATION_MUTATION_TABLE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "model/mutation.h"

namespace dio {

struct MutationInfo {
  Mutation id;
  absl::string_view name;
  absl::string_view file;
  absl::string_view what;
  // Why nothing notices it; empty: something does.
  absl::string_view why_it_survives = "";

  bool survives() const { return !why_it_survives.empty(); }
};

// All but kNone, in the order of Mutation.
absl::Span<const MutationInfo> AllMutations();

}  // namespace dio

#endif  // DIORACE_TESTS_MODEL_MUTATION_MUTATION_TABLE_H_
