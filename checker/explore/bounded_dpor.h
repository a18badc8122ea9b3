// Search with a bound on preemptions, with partial-order reduction: of each
// class of equivalent executions that has a member with at most so many
// preemptions, it runs at least one.
//
//   BoundedDporStrategy strategy(2);
//
// A preemption is leaving a task, of whatever context, whose next operation is
// enabled. Most bugs need few, and the shortest schedules come first.
//
// A bound makes steps depend on each other that do not otherwise: whether a
// task may still be preempted depends on what came before. So where a race asks
// for a task to go earlier, it is also tried where the task that it overtakes
// was switched to (the conservative point): there the switch costs nothing.
// A task that blocks is left for free, so it matters whether it arrives before
// or after what lets it go on: that, too, is treated as a race.
//
// Sleep sets would be wrong, since what was explored from a node was explored
// with the preemptions that were left there; there are none, and classes are
// met more than once. trace_count() counts them.
//
// Source: Coons, Musuvathi and McKinley, "Bounded partial-order reduction",
// OOPSLA 2013; Musuvathi and Qadeer, "Iterative context bounding", PLDI 2007.

#ifndef DIORACE_CHECKER_EXPLORE_BOUNDED_DPOR_H_
#define DIORACE_CHECKER_EXPLORE_BOUNDED_DPOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "checker/explore/remembered_decision.h"
#include "checker/explore/trace.h"
#include "checker/runtime/strategy.h"

namespace checker {

class BoundedDporStrategy final : public Strategy {
 public:
  explicit BoundedDporStrategy(uint32_t preemptions) : bound_(preemptions) {}

  absl::string_view name() const override { return "dpor"; }
  bool exhaustive() const override { return true; }
  bool left_out() const override { return left_out_; }
  uint64_t trace_count() const override { return digests_.size(); }

  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  void AtEnd(const EndPoint& point) override;
  void FinishExecution() override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override {
    trace_.OnSpawn(parent, child);
  }
  void OnJoin(TaskId task, TaskId joined) override;
  void OnQuiescence(TaskId task) override { trace_.OnQuiescence(task); }
  absl::string_view divergence() const override { return divergence_; }

 private:
  struct Node : RememberedDecision {
    TaskSet affordable = {};  // those that the bound lets go
    TaskSet backtrack = {};
    TaskSet done = {};
  };

  // `task` is to be tried where event `first` came.
  struct Overtaking {
    uint32_t first;
    TaskId task;
  };

  void AddNode(const SchedulingPoint& point);
  void AddRacesOfArrivals(const SchedulingPoint& point, TaskId goes);
  void Backtrack(uint32_t first, TaskId task);
  void BacktrackAt(size_t index, TaskId task);
  void Diverged(absl::string_view what);

  const uint32_t bound_;
  bool started_ = false;
  bool left_out_ = false;
  size_t depth_ = 0;
  uint32_t preemptions_ = 0;  // of the execution up to here
  std::vector<Node> path_;
  Trace trace_{Trace::Waits::kArrive};
  std::vector<Overtaking> overtakings_;
  absl::flat_hash_set<uint64_t> digests_;  // never iterated
  std::string divergence_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_BOUNDED_DPOR_H_
