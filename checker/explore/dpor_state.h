// Where a DporStrategy is between two executions: enough to go on elsewhere.
//
// Plain data; task and object ids are those of one Execution, and mean the same
// in another one that was given its identities.

#ifndef DIORACE_CHECKER_EXPLORE_DPOR_STATE_H_
#define DIORACE_CHECKER_EXPLORE_DPOR_STATE_H_

#include <cstdint>
#include <vector>

#include "checker/explore/remembered_decision.h"
#include "checker/explore/wakeup_tree.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/ids.h"

namespace checker {

struct DporState {
  // One decision of the path; event `i` of the trace is the step taken at node
  // `i`.
  struct Node : RememberedDecision {
    // Explored from here, or from before and commuting since. Their accesses
    // are sleepers_[sleepers_begin, sleepers_end). For a choice: the values
    // tried.
    TaskSet sleeping = {};
    uint32_t sleepers_begin = 0;
    uint32_t sleepers_end = 0;
    WakeupForest::List left = WakeupForest::kNone;  // optimal mode
    TaskSet backtrack = {};                         // source mode
    // Of a choice: only the values in `left` are tried; or only the part's.
    bool as_planned = false;
    bool given = false;
    // How many traces were finished when the node was made, and when what it
    // does now was begun; and what it has done before.
    uint64_t finished_before = 0;
    uint64_t finished_by_others = 0;
    uint32_t done = 0;
  };

  std::vector<Node> path;
  std::vector<Access> sleepers;
  WakeupForest forest;
  // What the node that comes next is to do first: the children of the branch
  // that was taken.
  WakeupForest::List inherited = WakeupForest::kNone;
  uint64_t finished = 0;  // traces
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_DPOR_STATE_H_
