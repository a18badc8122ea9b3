#include "checker/runtime/standstill.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace checker {
namespace {

// The operation because of which `task` is blocked. Conditions are asked only
// at a standstill: what they look at may be gone later.
Operation CauseOf(const TaskSlot& task) {
  const Condition* const condition = task.pending.condition;
  return task.state == TaskState::kPending && condition != nullptr
             ? condition->Cause()
             : Operation();
}

bool IsBlockedIn(const TaskSlot& task, OpKind kind) {
  return task.state == TaskState::kPending && task.pending.kind == kind;
}

// "a is blocked in lock of m at f.cc:1".
std::string TaskText(const TaskSlot& task, const PendingOperations& names) {
  const absl::string_view label = names.task_label(task.id);
  switch (task.state) {
    case TaskState::kPending:
      return absl::StrCat(label, " is blocked in ",
                          OpKindName(task.pending.kind), " of ",
                          names.object_label(task.pending.object), " at ",
                          LocationText(task.pending.location));
    case TaskState::kJoining:
      return absl::StrCat(label, " joins ",
                          task.joining == nullptr
                              ? "its children"
                              : names.task_label(task.joining->id));
    case TaskState::kQuiescing:
      return absl::StrCat(label, " waits until all is quiet");
    case TaskState::kNew:
      return absl::StrCat(label, " has not run yet");
    default:
      return absl::StrCat(label, " still runs");
  }
}

}  // namespace

bool IsIdle(const TaskSlot& task) {
  return task.is_worker && IsBlockedIn(task, OpKind::kTakeWork);
}

std::string ListTasks(absl::Span<const TaskSlot* const> tasks,
                      const PendingOperations& names) {
  std::string text;
  for (const TaskSlot* const task : tasks) {
    if (task->state != TaskState::kDone && !IsIdle(*task))
      absl::StrAppend(&text, "\n  ", TaskText(*task, names));
  }
  return text;
}

Standstill::Standstill(absl::Span<const TaskSlot* const> tasks,
                       const PendingOperations& names)
    : names_(names) {
  for (const TaskSlot* const task : tasks) {
    if (task->state != TaskState::kDone && !IsIdle(*task))
      tasks_[count_++] = task;
  }
  std::sort(tasks_.begin(), tasks_.begin() + count_,
            [&](const TaskSlot* a, const TaskSlot* b) {
              return names.task_label(a->id) < names.task_label(b->id);
            });
  FindCycle();
  if (cycle_length_ != 0) {
    ExplainCycle();
  } else if (!ExplainLostWakeUp() && !ExplainSpinning()) {
    ExplainOtherwise();
  }
}

void Standstill::VisitTargets(size_t task, Visitor visit) const {
  const TaskSlot& waiting = *tasks_[task];
  const TaskId holder =
      IsBlockedIn(waiting, OpKind::kLock) ? CauseOf(waiting).task : kNoTask;
  for (size_t i = 0; i < count_; ++i) {
    const TaskSlot& other = *tasks_[i];
    switch (waiting.state) {
      case TaskState::kPending:
        if (other.id == holder) visit(i);
        break;
      case TaskState::kJoining:
        if (waiting.joining == &other ||
            (waiting.joining == nullptr && other.parent == &waiting &&
             !other.is_worker))
          visit(i);
        break;
      case TaskState::kQuiescing:
        if (other.state != TaskState::kQuiescing) visit(i);
        break;
      default:
        break;
    }
  }
}

// The first task that is in a cycle, and one of its shortest.
void Standstill::FindCycle() {
  for (size_t i = 0; i < count_ && cycle_length_ == 0; ++i) FindCycleThrough(i);
}

bool Standstill::FindCycleThrough(size_t start) {
  std::array<size_t, kMaxTasks> from;
  from.fill(kMaxTasks);
  std::array<size_t, kMaxTasks> queue;
  size_t queued = 0;
  queue[queued++] = start;
  for (size_t next = 0; next < queued && from[start] == kMaxTasks; ++next) {
    VisitTargets(queue[next], [&](size_t target) {
      if (from[target] != kMaxTasks) return;
      from[target] = queue[next];
      if (target != start) queue[queued++] = target;
    });
  }
  if (from[start] == kMaxTasks) return false;
  size_t at = start;
  do {
    at = from[at];
    cycle_[cycle_length_++] = at;
  } while (at != start);
  std::reverse(cycle_.begin(), cycle_.begin() + cycle_length_);
  return true;
}

bool Standstill::InCycle(size_t task) const {
  const auto end = cycle_.begin() + cycle_length_;
  return std::find(cycle_.begin(), end, task) != end;
}

void Standstill::ExplainCycle() {
  finding_ = {.kind = violation_kind::kDeadlock, .oracle = "deadlock"};
  for (size_t i = 0; i < cycle_length_; ++i) {
    const TaskSlot& task = *tasks_[cycle_[i]];
    // To join is no operation.
    if (task.state != TaskState::kPending) continue;
    if (finding_.first.task == kNoTask) {
      finding_.first = task.pending;
      finding_.object = task.pending.object;
    } else if (finding_.second.task == kNoTask) {
      finding_.second = task.pending;
    }
  }
}

bool Standstill::ExplainLostWakeUp() {
  for (size_t i = 0; i < count_; ++i) {
    const TaskSlot& task = *tasks_[i];
    if (!IsBlockedIn(task, OpKind::kSleep)) continue;
    const Operation wake_up = CauseOf(task);
    if (wake_up.task == kNoTask) continue;
    finding_ = {.kind = violation_kind::kLostWakeup,
                .oracle = "lost_wakeup",
                .object = task.pending.object,
                .first = task.pending,
                .second = wake_up};
    return true;
  }
  return false;
}

bool Standstill::ExplainSpinning() {
  for (size_t i = 0; i < count_; ++i) {
    const TaskSlot& task = *tasks_[i];
    if (!IsBlockedIn(task, OpKind::kAwait)) continue;
    if (finding_.first.task == kNoTask) {
      finding_ = {.kind = violation_kind::kLivelock,
                  .oracle = "livelock",
                  .object = task.pending.object,
                  .first = task.pending};
    } else if (finding_.second.task == kNoTask) {
      finding_.second = task.pending;
    }
  }
  return finding_.first.task != kNoTask;
}

void Standstill::ExplainOtherwise() {
  finding_ = {.kind = violation_kind::kDeadlock, .oracle = "deadlock"};
  for (size_t i = 0; i < count_; ++i) {
    const TaskSlot& task = *tasks_[i];
    if (task.state != TaskState::kPending) continue;
    if (finding_.first.task == kNoTask) {
      finding_.first = task.pending;
      finding_.object = task.pending.object;
    } else if (finding_.second.task == kNoTask) {
      finding_.second = task.pending;
    }
  }
}

std::string Standstill::Message() const {
  if (cycle_length_ != 0)
    return absl::StrCat("deadlock: ", CycleText(), ListOthers());
  if (finding_.kind == violation_kind::kLostWakeup) {
    const absl::string_view sleeper = names_.task_label(finding_.first.task);
    return absl::StrCat("lost wake-up: ", sleeper, " sleeps on ",
                        names_.object_label(finding_.object), " at ",
                        LocationText(finding_.first.location),
                        " for ever; the wake-up by ",
                        names_.task_label(finding_.second.task), " at ",
                        LocationText(finding_.second.location), " came before ",
                        sleeper, " had prepared to wait:", ListOthers());
  }
  if (finding_.kind == violation_kind::kLivelock) {
    return absl::StrCat(
        "livelock: whoever could still run spins, and nobody is left who could "
        "change what is read:",
        ListOthers());
  }
  return absl::StrCat("deadlock: nothing can run any more:", ListOthers());
}

// "a waits for m (lock at f.cc:2), held by b since f.cc:1; b joins a".
std::string Standstill::CycleText() const {
  std::string text;
  for (size_t i = 0; i < cycle_length_; ++i) {
    const TaskSlot& task = *tasks_[cycle_[i]];
    const absl::string_view label = names_.task_label(task.id);
    const absl::string_view next =
        names_.task_label(tasks_[cycle_[(i + 1) % cycle_length_]]->id);
    if (i != 0) absl::StrAppend(&text, "; ");
    if (task.state == TaskState::kPending) {
      absl::StrAppend(&text, label, " waits for ",
                      names_.object_label(task.pending.object), " (",
                      OpKindName(task.pending.kind), " at ",
                      LocationText(task.pending.location), "), held by ",
                      next == label ? "itself" : next, " since ",
                      LocationText(CauseOf(task).location));
    } else if (task.state == TaskState::kJoining) {
      absl::StrAppend(&text, label, " joins ",
                      task.joining == nullptr ? "its child " : "",
                      next == label ? "itself" : next);
    } else {
      absl::StrAppend(&text, label,
                      " waits until all is quiet, and so also for ", next);
    }
  }
  return text;
}

std::string Standstill::ListOthers() const {
  std::string text;
  for (size_t i = 0; i < count_; ++i) {
    if (InCycle(i)) continue;
    const TaskSlot& task = *tasks_[i];
    absl::StrAppend(&text, "\n  ", TaskText(task, names_));
    if (!IsBlockedIn(task, OpKind::kLock)) continue;
    const Operation taken = CauseOf(task);
    if (taken.task == kNoTask) continue;
    const auto end = tasks_.begin() + count_;
    const bool finished =
        std::find_if(tasks_.begin(), end, [&](const TaskSlot* other) {
          return other->id == taken.task;
        }) == end;
    absl::StrAppend(&text, ", held by ", names_.task_label(taken.task),
                    " since ", LocationText(taken.location),
                    finished ? ", which has finished" : "");
  }
  return text;
}

}  // namespace checker
