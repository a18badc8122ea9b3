#include "checker/explore/pos.h"

#include "checker/runtime/dependence.h"
#include "checker/runtime/operation.h"

namespace checker {
namespace {

Access Pending(TaskId task, const PendingOperations& operations) {
  const Operation& operation = operations.pending(task);
  return AccessAt(operation, operations.owner(operation.object),
                  *operation.word);
}

}  // namespace

TaskId PosStrategy::PickTask(const SchedulingPoint& point) {
  TaskId picked = point.enabled.First();
  for (const TaskId task : point.enabled) {
    if (!scored_.Contains(task)) scores_[Index(task)] = random().Next();
    if (scores_[Index(task)] > scores_[Index(picked)]) picked = task;
  }
  scored_ = scored_ | point.enabled;
  scored_.Remove(picked);
  if (point.enabled.Count() == 1) return picked;
  const Access performed = Pending(picked, point.operations);
  for (const TaskId task : point.enabled) {
    if (task != picked && !Commute(performed, Pending(task, point.operations)))
      scored_.Remove(task);
  }
  return picked;
}

}  // namespace checker
