// Selectively uniform random walk: every order of a few operations that matter
// as likely as any other.
//
//   SurwStrategy strategy(/*seed=*/1);
//   Explorer(body).Explore(strategy, {.max_executions = 10'000});
//
// A bug takes place at one or a few objects, while an execution has steps on
// many. So each execution draws some of the objects that several tasks use, one
// of them writing, and makes the order of the operations on those, called
// selected, uniform: it draws by weight the task that is to perform the next
// selected operation, and holds back all others that come to one. Other
// operations are ordered by random priorities of tasks in one half of the
// executions, which keeps tasks far apart, and by a random walk in the other,
// which mixes them.
//
// The first execution knows of no shared objects and has nothing but that.
// Counts come from StepForecast, and are exact as far as it is. If the drawn
// task is blocked, or has no selected operation left after all, and nobody else
// can move, one of those held back goes first.
//
// An allocation counts as one object, since freeing it conflicts with every use
// of it.
//
// Source: Zhao, Wolff, Mathur and Roychoudhury, "Selectively uniform
// concurrency testing", ASPLOS 2025.

#ifndef DIORACE_CHECKER_EXPLORE_SURW_H_
#define DIORACE_CHECKER_EXPLORE_SURW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/explore/sampler.h"
#include "checker/explore/step_forecast.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/strategy.h"

namespace checker {

class SurwStrategy final : public Sampler {
 public:
  explicit SurwStrategy(uint64_t seed) : Sampler(seed) {}

  absl::string_view name() const override { return "surw"; }
  TaskId PickTask(const SchedulingPoint& point) override;
  void AtEnd(const EndPoint&) override { complete_ = true; }
  void FinishExecution() override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override;

 private:
  // What earlier executions did with one object.
  struct Use {
    uint64_t steps = 0;
    TaskSet tasks = {};
    bool written = false;
    StepForecast::Totals by_task = {};
  };
  struct Step {
    TaskId task;
    ObjectId object;
    bool writes;
  };

  void Begin() override;
  bool SelectOne();
  static ObjectId ObjectOf(const Operation& operation,
                           const PendingOperations& operations);
  bool IsSelected(ObjectId object) const {
    return Index(object) < selected_.size() && selected_[Index(object)] != 0;
  }
  // The enabled tasks that come to a selected operation.
  TaskSet AtSelected(const SchedulingPoint& point) const;
  TaskId PickOf(TaskSet tasks);

  std::vector<Use> uses_;          // by object
  std::vector<uint8_t> selected_;  // by object: whether it is
  std::vector<Step> steps_;        // of this execution
  StepForecast forecast_;          // of selected operations
  // Who performs the next selected operation; kNoTask: not drawn yet.
  TaskId intended_ = kNoTask;
  bool by_priority_ = false;
  std::array<uint64_t, kMaxTasks> priorities_;
  bool complete_ = false;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_SURW_H_
