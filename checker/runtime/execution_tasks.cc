// The life of tasks in an Execution: spawning, running, joining, and unwinding
// those that an execution leaves behind.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/broken_rules.h"
#include "checker/runtime/cancellation_barrier.h"
#include "checker/runtime/execution.h"
#include "checker/runtime/execution_turn.h"
#include "checker/runtime/standstill.h"

namespace checker {
namespace {

// Unwinds a task's stack. Private: tested code can swallow it with `catch
// (...)`, and its next operation throws it again.
struct TaskCancelled {};

// A task that waits for something in a noexcept function would do so for ever.
constexpr int kMaxPassedOver = 1'000'000;

}  // namespace

TaskSlot& Execution::MakeSlot(TaskId id) {
  all_slots_.push_back(
      std::make_unique<TaskSlot>(this, id, &Execution::FiberMain));
  slots_[Index(id)] = all_slots_.back().get();
  all_slots_.back()->fiber.tsan().SetName(task_names_.label(Index(id)));
  lanes_ = LanesFor(std::min(task_names_.size(), kMaxTasks));
  return *all_slots_.back();
}

// Inlined where some of it is known.
[[gnu::always_inline]] inline TaskSlot* Execution::NewTask(TaskSlot* parent,
                                                           const Name& name,
                                                           ContextKind kind,
                                                           TaskBody body,
                                                           bool is_worker) {
  const size_t index =
      task_names_.Id(parent == nullptr ? TaskId{0} : parent->id, name);
  if (ABSL_PREDICT_FALSE(index >= kMaxTasks)) return nullptr;
  TaskSlot& slot =
      slots_[index] != nullptr ? *slots_[index] : MakeSlot(TaskId(index));
  slot.body = body;
  slot.kind = kind;
  slot.state = TaskState::kNew;
  slot.is_worker = is_worker;
  slot.interrupted = false;
  slot.cancelled = false;
  slot.dismissed = false;
  slot.unwinding = false;
  slot.returned = false;
  slot.atomic_depth = 0;
  slot.unfinished_children = 0;
  slot.label = nullptr;
  slot.joining = nullptr;
  slot.joined_by = {};
  slot.parent = parent;
  slot.constructing = kNoAllocation;
  slot.pending.task = kNoTask;  // none yet
  ++(is_worker ? unfinished_workers_ : unfinished_);
  slot.fiber.MakeTsanForgetStack();
  slot.followed = false;
  slot.fiber.tsan().Spawn(parent == nullptr ? host_.tsan()
                                            : parent->fiber.tsan());
  if (parent == nullptr) {
    slot.clock.Reset(lanes_);
  } else {
    slot.clock.Assign(parent->clock, lanes_);
    if (!is_worker) ++parent->unfinished_children;
    if (ABSL_PREDICT_FALSE(hears_causes_))
      strategy_->OnSpawn(parent->id, slot.id);
  }
  live_[live_count_++] = slot.id;
  if (ABSL_PREDICT_FALSE(observing_))
    options_.observer->OnTask(slot.id, task_names_.label(Index(slot.id)), kind);
  return &slot;
}

TaskSlot& Execution::NewBody(TaskBody body) {
  return *NewTask(nullptr, "main", ContextKind::kTask, body,
                  /*is_worker=*/false);
}

TaskId Execution::NoTask(TaskBody body) {
  body.Destroy();
  return kNoTask;
}

// Ends the spawning task.
TaskId Execution::TooManyTasks(TaskBody body) {
  body.Destroy();
  Fail(TaskCountFinding(),
       [&] { return TaskCountMessage(current_->id, *this); });
  return kNoTask;
}

TaskId Execution::Spawn(const Name& name, ContextKind kind, TaskBody body) {
  const TsanIgnore ignore;
  if (ABSL_PREDICT_FALSE(current_->unwinding)) return NoTask(body);
  TaskSlot* const slot =
      NewTask(current_, name, kind, body, /*is_worker=*/false);
  if (ABSL_PREDICT_FALSE(slot == nullptr)) return TooManyTasks(body);
  runnable_[runnable_end_++] = slot;
  return slot->id;
}

TaskId Execution::SpawnWorker(const Name& name, ContextKind kind,
                              TaskBody body) {
  const TsanIgnore ignore;
  if (current_->unwinding) return NoTask(body);
  TaskSlot* const slot =
      NewTask(current_, name, kind, body, /*is_worker=*/true);
  if (ABSL_PREDICT_FALSE(slot == nullptr)) return TooManyTasks(body);
  runnable_[runnable_end_++] = slot;
  return slot->id;
}

void Execution::FiberMain(void* argument) {
  const TsanIgnore ignore;
  auto& slot = *static_cast<TaskSlot*>(argument);
  Execution& self = *slot.owner;
  // Control is given up here and not in a function: it comes back for another
  // task, whose return processors would predict to be this one's.
  while (true) {
    self.RunTask(slot);
    self.PassControl(slot);
  }
}

// A frame of its own between the task's handlers and its code, to tell them
// apart.
[[gnu::noinline]] void Execution::RunBody(TaskSlot& slot) {
  slot.entry_frame = __builtin_frame_address(0);
  const TsanLook look;
  slot.fiber.tsan().Begin();
  slot.body.Run();
}

void Execution::RunTask(TaskSlot& slot) {
  slot.unwinding = slot.cancelled;
  slot.passed_over = 0;
  try {
    if (!slot.cancelled) RunBody(slot);
  } catch (const TaskCancelled&) {
    // Ended by a violation, or left behind by an execution that is over.
  } catch (const std::exception& error) {
    ReportException(slot, error.what());
  } catch (...) {
    ReportException(slot, "not derived from std::exception");
  }
  slot.returned = true;
  {
    const TsanLook look;
    slot.body.Destroy();
    slot.fiber.tsan().End();
  }
  if (tsan_->has_report()) ReportTsan();
  // What is found from here on, while control passes on, is not about this
  // task.
  slot.unwinding = false;
  FinishTask(slot);
}

void Execution::ReportException(const TaskSlot& slot, absl::string_view what) {
  Report({.kind = violation_kind::kTestBody,
          .oracle = "uncaught_exception",
          .first = slot.pending},
         [&] {
           return absl::StrCat("task ", task_label(slot.id),
                               " threw an exception: ", what);
         });
  task_ended_by_violation_ = true;
}

void Execution::FinishTask(TaskSlot& slot) {
  slot.state = TaskState::kDone;
  --(slot.is_worker ? unfinished_workers_ : unfinished_);
  TaskSlot* const parent = slot.parent;
  if (parent == nullptr) return FinishBody();
  TaskSet waiting = slot.joined_by;
  if (!slot.is_worker && --parent->unfinished_children == 0 &&
      parent->state == TaskState::kJoining && parent->joining == nullptr)
    waiting.Add(parent->id);
  for (const TaskId id : waiting) Resume(*slots_[Index(id)]);
}

void Execution::FinishBody() {
  const bool left = unfinished_ != 0;
  if (left && !stopping_ && !task_ended_by_violation_) {
    Report({.kind = violation_kind::kTestBody, .oracle = "body_returned"}, [&] {
      return absl::StrCat(
          "the test body returned while tasks that may use its locals still "
          "run; join them first:",
          ListTasks(LiveTasks(), *this));
    });
  }
  if (left) {
    stopping_ = true;
    task_ended_by_violation_ = true;
  }
}

void Execution::Join(TaskId task) {
  const TsanIgnore ignore;
  TaskSlot& self = *current_;
  if (self.unwinding) return ThrowIfCancelled(self);
  TaskSlot& other = *slots_[Index(task)];
  if (other.state != TaskState::kDone) {
    other.joined_by.Add(self.id);
    self.joining = &other;
    Block(self, TaskState::kJoining);
  }
  self.clock.Join(other.clock.data(), lanes_);
  self.fiber.tsan().FollowEnded(other.fiber.tsan());
  other.followed = true;
  if (hears_causes_) strategy_->OnJoin(self.id, other.id);
}

void Execution::JoinChildren() {
  const TsanIgnore ignore;
  TaskSlot& self = *current_;
  if (self.unwinding) return ThrowIfCancelled(self);
  if (self.unfinished_children != 0) {
    self.joining = nullptr;
    Block(self, TaskState::kJoining);
  }
  FollowChildren(self);
}

void Execution::AwaitQuiescence() {
  const TsanIgnore ignore;
  TaskSlot& self = *current_;
  if (self.unwinding) return ThrowIfCancelled(self);
  Block(self, TaskState::kQuiescing);
}

// What follows relies on what was waited for, so a cancelled task does not get
// there.
void Execution::Block(TaskSlot& slot, TaskState state) {
  // Of this task's accesses, and not of those of whoever runs next.
  if (ABSL_PREDICT_FALSE(tsan_->has_report())) ReportTsan();
  slot.state = state;
  GiveUpControl(slot);
  if (!slot.cancelled) return;
  slot.state = TaskState::kRunning;
  if (slot.joining != nullptr) slot.joining->joined_by.Remove(slot.id);
  slot.interrupted = false;
  slot.unwinding = true;
  ThrowIfCancelled(slot);
}

void Execution::Resume(TaskSlot& slot) {
  slot.state = TaskState::kRunning;
  runnable_[runnable_end_++] = &slot;
}

void Execution::Dismiss(TaskId task) {
  const TsanIgnore ignore;
  if (current_->unwinding) return;
  TaskSlot& slot = *slots_[Index(task)];
  if (slot.state != TaskState::kPending) return;
  pending_.Remove(task);
  conditional_.Remove(task);
  slot.dismissed = true;
  slot.interrupted = true;
  Resume(slot);
}

void Execution::DieUnwinding(const TaskSlot& slot) const {
  std::fprintf(stderr,
               "checker: task %s cannot be unwound: it goes on with operations "
               "inside a noexcept function, a destructor or a catch (...), the "
               "last of them at %s\n",
               std::string(task_label(slot.id)).c_str(),
               LocationText(slot.pending.location).c_str());
  std::abort();
}

void Execution::ThrowIfCancelled(TaskSlot& slot) {
  // While an exception is on its way, destructors may reach operations; they
  // must not throw.
  if (!slot.unwinding || slot.returned || std::uncaught_exceptions() != 0)
    return;
  if (CancellationBarrierBelow(slot.entry_frame)) {
    if (++slot.passed_over > kMaxPassedOver) DieUnwinding(slot);
    return;
  }
  if (!slot.cancelled) LetOthersGoFirst(slot);
  throw TaskCancelled{};
}

// The task's locals are about to go, and other tasks may refer to them: all to
// the body's, and those that a task has spawned to its own. These run on first,
// and what is left of them is unwound.
void Execution::LetOthersGoFirst(TaskSlot& slot) {
  const bool has_workers =
      std::any_of(live().begin(), live().end(), [&](TaskId id) {
        const TaskSlot& other = *slots_[Index(id)];
        return other.parent == &slot && other.is_worker &&
               other.state != TaskState::kDone;
      });
  if (slot.parent == nullptr || has_workers) {
    slot.state = TaskState::kQuiescing;
    GiveUpControl(slot);
    if (slot.cancelled) return;
    stopping_ = true;
    GiveUpControl(slot);
  } else if (slot.unfinished_children != 0) {
    slot.joining = nullptr;
    slot.state = TaskState::kJoining;
    GiveUpControl(slot);
    slot.state = TaskState::kRunning;
    if (!slot.cancelled) FollowChildren(slot);
  }
}

// What the children of `slot` did happened before what it does from here on.
void Execution::FollowChildren(TaskSlot& slot) {
  for (const TaskId id : live()) {
    TaskSlot& other = *slots_[Index(id)];
    if (other.parent != &slot || other.is_worker) continue;
    slot.clock.JoinChild(other.clock, id, lanes_);
    slot.fiber.tsan().FollowEnded(other.fiber.tsan());
    other.followed = true;
    if (hears_causes_) strategy_->OnJoin(slot.id, id);
  }
}

// Whoever has joined a task was, or will be, followed himself.
void Execution::HostFollowsAll() {
  for (const TaskId id : live()) {
    TaskSlot& slot = *slots_[Index(id)];
    if (!slot.followed) TellTsan(host_.tsan(), slot);
  }
}

void Execution::TellTsan(TsanFiber& follower, TaskSlot& slot) {
  if (slot.state == TaskState::kDone) {
    follower.FollowEnded(slot.fiber.tsan());
  } else {
    follower.Follow(slot.fiber.tsan());
  }
}

void Execution::UnwindUnfinished() {
  if (unfinished_ == 0 && unfinished_workers_ == 0) return;
  // The body last: the others may refer to its locals.
  for (size_t i = live_count_; i-- > 0;) {
    TaskSlot& slot = *slots_[Index(live_[i])];
    if (slot.state == TaskState::kDone) continue;
    slot.cancelled = true;
    slot.interrupted = true;
    slot.fiber.tsan().Follow(host_.tsan());
    PassTo(host_, &slot);
    host_.tsan().FollowEnded(slot.fiber.tsan());
  }
  current_ = nullptr;
}

}  // namespace checker
