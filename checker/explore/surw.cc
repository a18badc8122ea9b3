#include "checker/explore/surw.h"

#include <algorithm>

#include "checker/runtime/op_kind.h"

namespace checker {

void SurwStrategy::Begin() {
  by_priority_ = random().Below(2) == 0;
  for (uint64_t& priority : priorities_) priority = random().Next();
  selected_.assign(uses_.size(), 0);
  // Most bugs involve one object, some two, few more.
  while (SelectOne() && random().Below(4) == 0) {
  }
  StepForecast::Totals totals = {};
  for (size_t i = 0; i < uses_.size(); ++i) {
    if (selected_[i] == 0) continue;
    for (const TaskId task : uses_[i].tasks)
      totals[Index(task)] += uses_[i].by_task[Index(task)];
  }
  forecast_.Start(totals);
  intended_ = kNoTask;
  steps_.clear();
  complete_ = false;
}

// Draws one more object, by the number of steps on it; false if there is none.
bool SurwStrategy::SelectOne() {
  const auto weight = [&](size_t i) {
    const Use& use = uses_[i];
    const bool shared = use.tasks.Count() > 1 && use.written;
    return shared && selected_[i] == 0 ? use.steps : 0;
  };
  uint64_t sum = 0;
  for (size_t i = 0; i < uses_.size(); ++i) sum += weight(i);
  if (sum == 0) return false;
  uint64_t at = random().Next() % sum;  // the sum may be too large for Below
  size_t i = 0;
  for (; at >= weight(i); ++i) at -= weight(i);
  selected_[i] = 1;
  return true;
}

ObjectId SurwStrategy::ObjectOf(const Operation& operation,
                                const PendingOperations& operations) {
  const ObjectId owner = operations.owner(operation.object);
  return owner == kNoObject ? operation.object : owner;
}

TaskSet SurwStrategy::AtSelected(const SchedulingPoint& point) const {
  TaskSet tasks;
  for (const TaskId task : point.enabled) {
    const Operation& operation = point.operations.pending(task);
    if (IsSelected(ObjectOf(operation, point.operations))) tasks.Add(task);
  }
  return tasks;
}

TaskId SurwStrategy::PickOf(TaskSet tasks) {
  const int count = tasks.Count();
  if (!by_priority_ && count > 1)
    return tasks.Nth(static_cast<int>(random().Below(count)));
  TaskId best = tasks.First();
  for (const TaskId task : tasks) {
    if (priorities_[Index(task)] > priorities_[Index(best)]) best = task;
  }
  return best;
}

TaskId SurwStrategy::PickTask(const SchedulingPoint& point) {
  const TaskSet at_selected = AtSelected(point);
  if (intended_ == kNoTask) {
    TaskSet drawn_from = at_selected;
    for (const TaskId task : forecast_.spawned()) {
      if (forecast_.left(task) != 0) drawn_from.Add(task);
    }
    if (!drawn_from.Empty()) intended_ = forecast_.Draw(drawn_from, random());
  }
  TaskSet free = point.enabled - at_selected;
  if (intended_ != kNoTask)
    free = free | (point.enabled & TaskSet::Of(intended_));
  if (free.Empty()) {
    intended_ = forecast_.Draw(at_selected, random());
    free.Add(intended_);
  }
  const TaskId task = PickOf(free);
  if (at_selected.Contains(task)) {
    forecast_.OnStep(task);
    intended_ = kNoTask;
  }
  const Operation& operation = point.operations.pending(task);
  steps_.push_back({.task = task,
                    .object = ObjectOf(operation, point.operations),
                    .writes = Writes(operation.kind)});
  return task;
}

void SurwStrategy::OnSpawn(TaskId parent, TaskId child) {
  const uint32_t before = forecast_.left(parent);
  forecast_.OnSpawn(parent, child);
  // If the intended operation is one of those that the child takes over.
  if (intended_ == parent && before != 0 &&
      random().Below(before) < forecast_.left(child))
    intended_ = child;
}

void SurwStrategy::FinishExecution() {
  if (!forecast_.Finish(complete_)) return;
  for (const Step& step : steps_) {
    if (Index(step.object) >= uses_.size())
      uses_.resize(Index(step.object) + 1);
    Use& use = uses_[Index(step.object)];
    ++use.steps;
    use.tasks.Add(step.task);
    use.written |= step.writes;
    ++use.by_task[Index(step.task)];
  }
}

}  // namespace checker
