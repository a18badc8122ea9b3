#include "checker/explore/step_forecast.h"

#include <algorithm>

namespace checker {
namespace {

// A sum of weights must fit Below.
constexpr uint64_t kMaxWeight = (uint64_t{1} << 32) / kMaxTasks - 1;

}  // namespace

void StepForecast::Start(const Totals& totals) {
  Totals subtrees = totals;
  expected_.fill(0);
  left_.fill(0);
  for (size_t i = kMaxTasks; i-- > 0;) {
    if (!known_.Contains(TaskId(i)) || executions_[i] == 0) continue;
    const uint64_t mean = (subtrees[i] + executions_[i] / 2) / executions_[i];
    expected_[i] = static_cast<uint32_t>(std::min(mean, kMaxWeight));
    if (i != Index(kBody)) subtrees[Index(parents_[i])] += subtrees[i];
  }
  spawned_ = TaskSet::Of(kBody);
  left_[Index(kBody)] = expected_[Index(kBody)];
}

void StepForecast::OnSpawn(TaskId parent, TaskId child) {
  known_.Add(child);
  spawned_.Add(child);
  parents_[Index(child)] = parent;
  const uint32_t moved = expected_[Index(child)];
  left_[Index(child)] = moved;
  left_[Index(parent)] -= std::min(left_[Index(parent)], moved);
}

bool StepForecast::Finish(bool complete) {
  if (!complete && executions_[Index(kBody)] != 0) return false;
  for (const TaskId task : spawned_) ++executions_[Index(task)];
  return true;
}

TaskId StepForecast::Draw(TaskSet tasks, SplitMix64& random) const {
  uint32_t sum = 0;
  for (const TaskId task : tasks) sum += std::max(left(task), 1u);
  uint32_t at = random.Below(sum);
  for (const TaskId task : tasks) {
    const uint32_t weight = std::max(left(task), 1u);
    if (at < weight) return task;
    at -= weight;
  }
  return tasks.First();
}

}  // namespace checker
