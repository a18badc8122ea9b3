// Exhaustive search in one call.

#ifndef DIORACE_CHECKER_EXPLORE_EXPLORE_H_
#define DIORACE_CHECKER_EXPLORE_EXPLORE_H_

#include "absl/functional/function_ref.h"
#include "checker/explore/explorer.h"

namespace checker {

// Runs `body`, a task, once for each class of interleavings that differ only in
// the order of steps that commute. No bounds: what has too many never ends.
Exploration Explore(absl::FunctionRef<void()> body);

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_EXPLORE_H_
