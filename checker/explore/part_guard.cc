#include "checker/explore/part_guard.h"

#include <algorithm>
#include <utility>

#include "checker/runtime/dependence.h"

namespace checker {
namespace {

// By event and task, how many of its steps come before, in the order that the
// accesses themselves ask for.
using Clocks = std::vector<std::array<uint32_t, kMaxTasks>>;

void Join(const std::array<uint32_t, kMaxTasks>& other,
          std::array<uint32_t, kMaxTasks>& into) {
  for (size_t i = 0; i < kMaxTasks; ++i) into[i] = std::max(into[i], other[i]);
}

}  // namespace

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

std::optional<int> PartGuard::ValueFor(const ChoicePoint& point) {
  if (!known_.Contains(point.task))
    Learn(TaskSet::Of(point.task), point.operations);
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
  causes_.push_back({Cause::Kind::kSpawn, child, parent, steps_});
}

void PartGuard::OnJoin(TaskId task, TaskId joined) {
  causes_.push_back({Cause::Kind::kJoin, task, joined, steps_});
}

void PartGuard::OnQuiescence(TaskId task) {
  causes_.push_back({Cause::Kind::kQuiescence, task, kNoTask, steps_});
}

bool PartGuard::Owns(const Trace& trace) const {
  return std::all_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    const Constraint& constraint = rule.constraint;
    if (constraint.owns_others) return true;
    if (constraint.is_choice()) return rule.chosen;
    const bool first = rule.first_at != Trace::kNone;
    const bool then = rule.then_at != Trace::kNone;
    return first != then || (first && OrderMatters(rule, trace));
  });
}

// Mostly the two steps conflict. If not, something between them may order them,
// but not the constraints themselves.
bool PartGuard::OrderMatters(const Rule& rule, const Trace& trace) const {
  if (Ordered(trace[rule.first_at].access, trace[rule.then_at].access))
    return true;
  Clocks clocks(rule.then_at + 1);
  std::vector<std::array<uint32_t, kMaxTasks>> tasks(kMaxTasks);
  auto cause = causes_.begin();
  for (uint32_t i = 0; i <= rule.then_at; ++i) {
    for (; cause != causes_.end() && cause->at <= i; ++cause) {
      auto& into = tasks[Index(cause->task)];
      if (cause->kind != Cause::Kind::kQuiescence) {
        Join(tasks[Index(cause->other)], into);
      } else {
        for (const auto& other : tasks) Join(other, into);
      }
    }
    const Access& access = trace[i].access;
    auto& own = tasks[Index(access.task)];
    for (uint32_t j = 0; j < i; ++j)
      if (Ordered(trace[j].access, access)) Join(clocks[j], own);
    own[Index(access.task)] = trace[i].nth;
    clocks[i] = own;
  }
  const Trace::Event& first = trace[rule.first_at];
  return clocks[rule.then_at][Index(first.access.task)] >= first.nth;
}

}  // namespace checker
