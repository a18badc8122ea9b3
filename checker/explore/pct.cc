#include "checker/explore/pct.h"

#include <algorithm>

namespace checker {

void PctStrategy::Begin() {
  priorities_[0] = InitialPriority();
  changes_.clear();
  if (most_steps_ != 0) {
    // Drawn independently: the bound needs every assignment of the new
    // priorities to steps, two of them at the same step included.
    for (int i = 0; i < depth_ - 1; ++i) {
      changes_.push_back({.step = 1 + random().Below(most_steps_),
                          .priority = static_cast<uint64_t>(i)});
    }
    std::sort(changes_.begin(), changes_.end());
  }
  next_change_ = 0;
  step_ = 0;
  tasks_ = {};
}

// Random numbers in any order are a random permutation, into which a task that
// is spawned late falls anywhere.
uint64_t PctStrategy::InitialPriority() {
  return random().Next() | uint64_t{1} << 63;
}

void PctStrategy::OnSpawn(TaskId, TaskId child) {
  priorities_[Index(child)] = InitialPriority();
}

TaskId PctStrategy::Highest(TaskSet tasks) const {
  TaskId highest = tasks.First();
  for (const TaskId task : tasks) {
    if (priorities_[Index(task)] > priorities_[Index(highest)]) highest = task;
  }
  return highest;
}

TaskId PctStrategy::PickTask(const SchedulingPoint& point) {
  tasks_ = tasks_ | point.pending;
  if (point.enabled.Count() == 1) return point.enabled.First();
  ++step_;
  TaskId task = Highest(point.enabled);
  for (; next_change_ < changes_.size() && changes_[next_change_].step == step_;
       ++next_change_) {
    priorities_[Index(task)] = changes_[next_change_].priority;
    task = Highest(point.enabled);
  }
  return task;
}

void PctStrategy::FinishExecution() {
  most_tasks_ = std::max(most_tasks_, tasks_.Count());
  most_steps_ = std::max(most_steps_, step_);
}

}  // namespace checker
