// How many steps each task has still to take, going by earlier executions.
//
//   forecast.Start(totals);          // an execution begins
//   task = forecast.Draw(point.enabled, random);
//   forecast.OnStep(task);           // … and so on; OnSpawn in between
//   if (forecast.Finish(complete))   // it teaches:
//     …add what each task did to totals…
//
// A task's weight includes the steps of the tasks that it is going to spawn,
// which a new task takes with it. If the forecast is right and nothing blocks,
// drawing by weight makes all interleavings equally likely: of n steps left, w
// of them in one task and what it spawns, that task comes first in w / n of the
// orders.
//
// Identities are stable (ids.h), so a task's parent is the same in all
// executions, and has a smaller id.

#ifndef DIORACE_CHECKER_EXPLORE_STEP_FORECAST_H_
#define DIORACE_CHECKER_EXPLORE_STEP_FORECAST_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "checker/explore/split_mix.h"
#include "checker/runtime/ids.h"

namespace checker {

class StepForecast {
 public:
  // How many of the steps in question each task took, in all executions that
  // taught.
  using Totals = std::array<uint64_t, kMaxTasks>;

  StepForecast() { Start({}); }

  // An execution starts, with the test's body as its only task.
  void Start(const Totals& totals);
  void OnSpawn(TaskId parent, TaskId child);
  // `task` takes one of the steps in question.
  void OnStep(TaskId task) {
    uint32_t& left = left_[Index(task)];
    if (left != 0) --left;
  }
  // The execution is over; `complete` if nothing cut it short. Returns whether
  // it teaches: the steps of half an execution mislead, so they do so only
  // until something better is known.
  bool Finish(bool complete);

  uint32_t left(TaskId task) const { return left_[Index(task)]; }
  TaskSet spawned() const { return spawned_; }

  // A member of `tasks`, which is not empty, drawn by weight. A task of which
  // no step is expected has one all the same.
  TaskId Draw(TaskSet tasks, SplitMix64& random) const;

 private:
  static constexpr TaskId kBody{0};

  TaskSet known_ = TaskSet::Of(kBody);          // in any execution
  std::array<TaskId, kMaxTasks> parents_ = {};  // of known tasks
  Totals executions_ = {};                      // that taught and had the task

  TaskSet spawned_;                           // in this execution
  std::array<uint32_t, kMaxTasks> expected_;  // when the task is spawned
  std::array<uint32_t, kMaxTasks> left_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_STEP_FORECAST_H_
