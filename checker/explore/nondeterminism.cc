#include "checker/explore/nondeterminism.h"

#include "absl/strings/str_cat.h"

namespace checker {

std::string NondeterminismText(size_t decisions, absl::string_view what) {
  return absl::StrCat(
      "the test body is not deterministic: after the same ", decisions,
      " decisions as before, ", what,
      ", where it did something else in an earlier execution. Let it depend on "
      "nothing but its operations and Choose(): no clock, no addresses, no "
      "random numbers, no state kept between executions");
}

std::string AnnouncesText(const SchedulingPoint& point, TaskId task) {
  const Operation& operation = point.operations.pending(task);
  return absl::StrCat(point.operations.task_label(task), " announces ",
                      OpKindName(operation.kind), " of ",
                      point.operations.object_label(operation.object));
}

std::string ChoosesText(const ChoicePoint& point) {
  return absl::StrCat(point.operations.task_label(point.task), " makes choice ",
                      point.site.ToString(), " of ", point.count, " values");
}

}  // namespace checker
