// Probabilistic concurrency testing: random priorities, changed at random
// points, with a lower bound on the chance of finding a bug.
//
//   PctStrategy strategy(/*seed=*/1, /*depth=*/3);
//   Explorer(body).Explore(strategy, {.max_executions = 10'000});
//   strategy.bound();   // {.depth = 3, .tasks = n, .steps = k}
//
// A bug has depth d if d ordering constraints between operations suffice to
// meet it: 1 for a use before an initialisation, 2 for most atomicity
// violations and deadlocks of two locks. Every task gets a random priority, and
// of the enabled tasks the one with the highest runs. At depth - 1 random steps
// of the k that an execution has, the task about to run falls below all others
// that have not fallen. With n tasks, one execution meets any given bug of that
// depth with probability at least 1 / (n * k^(depth - 1)).
//
// n and k are the largest met so far, the first execution being one without
// changes; of steps, only those count at which there is a choice of tasks. For
// tested code that is longer or has more tasks than any execution has shown,
// the bound says nothing. Blocked tasks are not enabled (Await), so a task of
// high priority starves nobody by spinning.
//
// Source: Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized
// scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010.

#ifndef DIORACE_CHECKER_EXPLORE_PCT_H_
#define DIORACE_CHECKER_EXPLORE_PCT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/explore/sampler.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/strategy.h"

namespace checker {

class PctStrategy final : public Sampler {
 public:
  // `depth` >= 1.
  PctStrategy(uint64_t seed, int depth) : Sampler(seed), depth_(depth) {}

  absl::string_view name() const override { return "pct"; }
  TaskId PickTask(const SchedulingPoint& point) override;
  void FinishExecution() override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override;
  std::optional<DepthBound> bound() const override {
    return DepthBound{
        .depth = depth_, .tasks = most_tasks_, .steps = most_steps_};
  }

 private:
  struct Change {
    uint32_t step;      // from 1
    uint64_t priority;  // new; below all that no change has set

    friend constexpr auto operator<=>(const Change&, const Change&) = default;
  };

  void Begin() override;
  uint64_t InitialPriority();
  TaskId Highest(TaskSet tasks) const;

  const int depth_;
  int most_tasks_ = 0;
  uint32_t most_steps_ = 0;

  // Of this execution.
  std::array<uint64_t, kMaxTasks> priorities_;
  std::vector<Change> changes_;  // by step
  size_t next_change_ = 0;
  uint32_t step_ = 0;
  TaskSet tasks_;  // that have announced an operation
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_PCT_H_
