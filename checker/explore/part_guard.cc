#include "checker/explore/part_guard.h"

#include <utility>

#include "checker/explore/step_order.h"

namespace checker {

PartGuard::PartGuard(Part part) {
  for (Constraint& constraint : part)
    rules_.push_back({.constraint = std::move(constraint)});
}

void PartGuard::Start() {
  steps_ = 0;
  taken_ = {};
  causes_.clear();
  for (Rule& rule : rules_) {
    rule.first_at = rule.then_at = Trace::kNone;
    rule.chosen = false;
  }
}

void PartGuard::Learn(TaskSet tasks, const PendingOperations& names) {
  for (const TaskId task : tasks) {
    const absl::string_view label = names.task_label(task);
    for (Rule& rule : rules_) {
      if (rule.constraint.first.task == label) rule.first = task;
      if (rule.constraint.then.task == label) rule.then = task;
    }
  }
  known_ = known_ | tasks;
}

TaskSet PartGuard::HeldBack(TaskSet pending, const PendingOperations& names) {
  const TaskSet unknown = pending - known_;
  if (!unknown.Empty()) Learn(unknown, names);
  TaskSet held;
  for (const Rule& rule : rules_) {
    const Constraint& constraint = rule.constraint;
    if (!constraint.is_choice() && rule.then != kNoTask &&
        pending.Contains(rule.then) && rule.first_at == Trace::kNone &&
        taken_[Index(rule.then)] + 1 == constraint.then.nth)
      held.Add(rule.then);
  }
  return held;
}

void PartGuard::Meet(const ChoicePoint& point) {
  if (!known_.Contains(point.task))
    Learn(TaskSet::Of(point.task), point.operations);
}

std::optional<int> PartGuard::ValueFor(const ChoicePoint& point) {
  Meet(point);
  for (const Rule& rule : rules_) {
    const Constraint& constraint = rule.constraint;
    if (constraint.count == point.count && rule.first == point.task &&
        taken_[Index(point.task)] + 1 == constraint.first.nth)
      return constraint.value;
  }
  return std::nullopt;
}

void PartGuard::Order(TaskId task, Trace& trace) const {
  for (const Rule& rule : rules_) {
    if (!rule.constraint.is_choice() && rule.then == task &&
        taken_[Index(task)] + 1 == rule.constraint.then.nth)
      trace.Precede(rule.first_at, task);
  }
}

void PartGuard::Step(TaskId task, int count) {
  const uint32_t nth = ++taken_[Index(task)];
  for (Rule& rule : rules_) {
    const Constraint& constraint = rule.constraint;
    if (rule.first == task && constraint.first.nth == nth) {
      rule.first_at = steps_;
      rule.chosen = count != 0 && count == constraint.count;
    }
    if (rule.then == task && constraint.then.nth == nth) rule.then_at = steps_;
  }
  ++steps_;
}

void PartGuard::OnSpawn(TaskId parent, TaskId child) {
  causes_.push_back({StepClocks::Cause::Kind::kSpawn, child, parent, steps_});
}

void PartGuard::OnJoin(TaskId task, TaskId joined) {
  causes_.push_back({StepClocks::Cause::Kind::kJoin, task, joined, steps_});
}

void PartGuard::OnQuiescence(TaskId task) {
  causes_.push_back(
      {StepClocks::Cause::Kind::kQuiescence, task, kNoTask, steps_});
}

// Goes through the cuts as they were made, and with each takes the side that
// the trace is on. That is what its steps ask for, in the order that they have
// anyway or by the sides taken before; if they ask for neither, the owner's.
bool PartGuard::Owns(const Trace& trace) {
  StepOrder order(trace, causes_, clocks_);
  for (const Rule& rule : rules_) {
    const Constraint& constraint = rule.constraint;
    if (constraint.is_choice()) {
      if (!constraint.owns_others && !rule.chosen) return false;
      continue;
    }
    const bool first = rule.first_at != Trace::kNone;
    const bool then = rule.then_at != Trace::kNone;
    if (!first || !then) {
      // With one of them it is on the side of that which waits for nothing.
      if (then || (!first && !constraint.owns_others)) return false;
      continue;
    }
    if (order.Before(rule.then_at, rule.first_at)) return false;
    if (!constraint.owns_others && !order.Before(rule.first_at, rule.then_at))
      return false;
    order.Add(rule.first_at, rule.then_at);
  }
  return true;
}

}  // namespace checker
