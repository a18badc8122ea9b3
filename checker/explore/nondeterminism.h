// What a strategy says when it repeats a prefix and the tested code does
// something else than before.

#ifndef DIORACE_CHECKER_EXPLORE_NONDETERMINISM_H_
#define DIORACE_CHECKER_EXPLORE_NONDETERMINISM_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "checker/runtime/strategy.h"

namespace checker {

// After `decisions` decisions, `what` ("other tasks can run") is the case.
std::string NondeterminismText(size_t decisions, absl::string_view what);

// "writer announces store of x".
std::string AnnouncesText(const SchedulingPoint& point, TaskId task);
// "writer makes choice fault of 2 values".
std::string ChoosesText(const ChoicePoint& point);

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_NONDETERMINISM_H_
