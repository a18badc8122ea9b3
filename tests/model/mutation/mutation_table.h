// What each mutation of the model is.

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
};

// All but kNone, in the order of Mutation.
absl::Span<const MutationInfo> AllMutations();

}  // namespace dio

#endif  // DIORACE_TESTS_MODEL_MUTATION_MUTATION_TABLE_H_
