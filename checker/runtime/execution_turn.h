// Whose turn it is: the way of every step, inlined where control moves. For the
// sources of Execution.

#ifndef DIORACE_CHECKER_RUNTIME_EXECUTION_TURN_H_
#define DIORACE_CHECKER_RUNTIME_EXECUTION_TURN_H_

#include "absl/base/optimization.h"
#include "checker/runtime/execution.h"

namespace checker {

[[gnu::always_inline]] inline TaskSet Execution::EnabledTasks() const {
  TaskSet enabled = pending_;
  for (const TaskId task : conditional_) {
    const Operation& pending = slots_[Index(task)]->pending;
    if (!pending.condition->Holds(*pending.word)) enabled.Remove(task);
  }
  return enabled;
}

[[gnu::always_inline]] inline TaskSlot* Execution::PickEnabled(
    TaskSet enabled) {
  if (ABSL_PREDICT_FALSE(result_.steps >= options_.max_steps)) {
    Stop(ExecutionEnd::kStepBound);
    return nullptr;
  }
  const TaskSet last = enabled & last_stepped_;
  const TaskId picked = strategy_->PickTask(
      {enabled, pending_, last.Empty() ? kNoTask : last.First(), *this});
  if (ABSL_PREDICT_FALSE(Index(picked) >= kMaxTasks ||
                         !enabled.Contains(picked)))
    return OddPick(picked);
  ++result_.steps;
  result_.preemptions += !last.Empty() && !last.Contains(picked);
  decisions_.push_back({Decision::Kind::kTask, static_cast<uint16_t>(picked)});
  TaskSlot* const slot = slots_[Index(picked)];
  pending_.Remove(picked);
  conditional_.Remove(picked);
  slot->state = TaskState::kRunning;
  last_stepped_ = TaskSet::Of(picked);
  return slot;
}

[[gnu::always_inline]] inline TaskSlot* Execution::NextToRun() {
  if (ABSL_PREDICT_FALSE(stopping_)) return nullptr;
  if (runnable_end_ != 0) {
    TaskSlot* const slot = runnable_[next_runnable_++];
    if (next_runnable_ == runnable_end_) next_runnable_ = runnable_end_ = 0;
    slot->state = TaskState::kRunning;
    return slot;
  }
  const TaskSet enabled = EnabledTasks();
  return ABSL_PREDICT_FALSE(enabled.Empty()) ? AtQuiescence()
                                             : PickEnabled(enabled);
}

[[gnu::always_inline]] inline void Execution::PassTo(Fiber& from,
                                                     TaskSlot* next) {
  current_ = next;
  if (next != nullptr) operation_ = &next->pending;
  Fiber::Switch(from, next == nullptr ? host_ : next->fiber, thread_);
}

[[gnu::always_inline]] inline void Execution::PassControl(TaskSlot& from) {
  // Also to itself: whether it is next is hard to predict, and a switch costs
  // less than a wrong prediction.
  PassTo(from.fiber, NextToRun());
}

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_EXECUTION_TURN_H_
