// A decision on the path of a search, as it is recognised when the next
// execution repeats it: tested code that does something else then is not
// deterministic.

#ifndef DIORACE_CHECKER_EXPLORE_REMEMBERED_DECISION_H_
#define DIORACE_CHECKER_EXPLORE_REMEMBERED_DECISION_H_

#include <cstdint>
#include <string>

#include "checker/explore/fingerprint.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/strategy.h"

namespace checker {

struct RememberedDecision {
  TaskSet enabled = {};
  int count = 0;          // of a choice's values; 0 for a scheduling point
  TaskId task = kNoTask;  // that goes, or chooses
  int value = 0;
  uint64_t fingerprint = 0;  // of what it does; 0: not met yet
  uint64_t announced = 0;    // of what all tasks would do

  // Whether it is met again at `point`. An operation that is met for the first
  // time is remembered.
  bool Recognises(const SchedulingPoint& point) {
    if (count != 0 || enabled != point.enabled) return false;
    const uint64_t met = Fingerprint(point.operations.pending(task));
    // The search turns here: what was announced before is not repeated any
    // more.
    if (fingerprint == 0 && announced == Announced(point)) fingerprint = met;
    return fingerprint == met;
  }
  bool Recognises(const ChoicePoint& point) const {
    return count != 0 && fingerprint == Fingerprint(point);
  }

  // What else is the case at `point`, at which it is not recognised.
  std::string WhatElse(const SchedulingPoint& point) const;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_REMEMBERED_DECISION_H_
