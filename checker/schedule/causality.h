// What happened before what in one recorded execution, and the orders that
// could have been others.

#ifndef DIORACE_CHECKER_SCHEDULE_CAUSALITY_H_
#define DIORACE_CHECKER_SCHEDULE_CAUSALITY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/explore/forwarding_strategy.h"
#include "checker/explore/trace.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/strategy.h"
#include "checker/schedule/explanation.h"

namespace checker {

// Follows an execution, whose first `decisions` decisions it remembers.
class CausalityRecorder final : public ForwardingStrategy {
 public:
  CausalityRecorder(Strategy& inner, size_t decisions)
      : ForwardingStrategy(inner), most_(decisions) {}

  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override;
  void OnJoin(TaskId task, TaskId joined) override;
  void OnQuiescence(TaskId task) override;

  // An event a decision.
  Trace& trace() { return trace_; }
  const Trace& trace() const { return trace_; }
  // The number of an event among the steps, from 1; a choice has that of the
  // step before it.
  uint32_t StepOf(size_t event) const { return steps_[event]; }
  // The event of step `step`.
  size_t EventOf(uint32_t step) const;
  uint32_t steps() const { return steps_.empty() ? 0 : steps_.back(); }

  // Those between tasks that no others imply.
  std::vector<CausalEdge> Edges() const;

 private:
  bool listening() const { return trace_.size() < most_; }
  CausalEdge::Kind KindOf(size_t from, size_t to) const;

  const size_t most_;
  Trace trace_;
  std::vector<uint32_t> steps_;  // by event
  struct Birth {
    TaskId child;
    TaskId parent;
  };
  std::vector<Birth> births_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_CAUSALITY_H_
