// Where a search is, to and from what a checkpoint holds.

#ifndef DIORACE_CHECKER_DIVISION_SAVED_STATE_H_
#define DIORACE_CHECKER_DIVISION_SAVED_STATE_H_

#include "checker/division/saved_search.pb.h"
#include "checker/explore/dpor_state.h"
#include "checker/runtime/execution.h"

namespace checker {

SavedStrategy Save(const DporState& state,
                   const Execution::Identities& identities);
DporState RestoredState(const SavedStrategy& saved);
Execution::Identities RestoredIdentities(const SavedStrategy& saved);

// Whether the others can be called: all that refers to something in `saved`
// refers to what is there, and lists end.
bool IsSound(const SavedStrategy& saved);

}  // namespace checker

#endif  // DIORACE_CHECKER_DIVISION_SAVED_STATE_H_
