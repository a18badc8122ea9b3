#include "checker/explore/urw.h"

#include <cstddef>

namespace checker {

void UrwStrategy::Begin() {
  forecast_.Start(totals_);
  taken_.fill(0);
  complete_ = false;
}

TaskId UrwStrategy::PickTask(const SchedulingPoint& point) {
  const TaskId task = point.enabled.Count() == 1
                          ? point.enabled.First()
                          : forecast_.Draw(point.enabled, random());
  forecast_.OnStep(task);
  ++taken_[Index(task)];
  return task;
}

void UrwStrategy::FinishExecution() {
  if (!forecast_.Finish(complete_)) return;
  for (size_t i = 0; i < kMaxTasks; ++i) totals_[i] += taken_[i];
}

}  // namespace checker
