// W2: the workload that every checker was measured on.

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_GUARDED_WRITE_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_GUARDED_WRITE_H_

#include "tests/checker/explore/task_order.h"

namespace checker {

// The workload that every checker was measured on: a submitter fills a page of
// eight sectors, computes a guard of each and submits; a device compares what
// it fetches with the guards; user tasks store into sectors meanwhile.
struct GuardedWrite {
  // Copy the page before guards are computed, so that stores do not matter.
  bool bounce = false;
  // 1: stores sector 3; 3: also sectors 1 and 6.
  int users = 1;
  // Whether submit, complete and wait are operations.
  bool handshake = true;

  // Runs once, in an execution; returns whether the device saw a mismatch.
  bool Run(TaskOrder order) const;
};

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_GUARDED_WRITE_H_
