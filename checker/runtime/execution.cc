#include "checker/runtime/execution.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/base/optimization.h"

namespace checker {
namespace {

struct BorrowedBody {
  static void Run(void* body) {
    (*static_cast<absl::FunctionRef<void()>*>(body))();
  }
  static void Destroy(void*) {}
};

}  // namespace

Execution::Execution() = default;
Execution::~Execution() = default;

ExecutionResult Execution::Run(absl::FunctionRef<void()> body,
                               Strategy& strategy,
                               const ExecutionOptions& options,
                               ExecutionListener& listener) {
  Executor* const outer = Exchange(this);
  Reset(strategy, options, listener);
  TaskSlot& root =
      NewTask("main", ContextKind::kTask,
              {&BorrowedBody::Run, &BorrowedBody::Destroy, &body}, false);
  root.state = TaskState::kRunning;
  runnable_.clear();
  current_ = &root;
  Fiber::Switch(host_, root.fiber);

  // If the body has returned, what others were blocked in may be gone.
  if (result_.end == ExecutionEnd::kMaximal && !stopping_)
    strategy_->AtEnd({pending_, *this});
  stopping_ = true;
  UnwindUnfinished();
  if (result_.end == ExecutionEnd::kMaximal && !task_ended_by_violation_)
    CheckLeaks();
  DestroyAllocations();
  Exchange(outer);
  return result_;
}

void Execution::Reset(Strategy& strategy, const ExecutionOptions& options,
                      ExecutionListener& listener) {
  strategy_ = &strategy;
  listener_ = &listener;
  options_ = options;
  observing_ = options.observer != nullptr;
  result_ = {};
  task_names_.StartExecution();
  object_names_.StartExecution();
  arena_.Reset();
  live_.clear();
  runnable_.clear();
  next_runnable_ = 0;
  pending_ = {};
  conditional_ = {};
  current_ = nullptr;
  last_stepped_ = nullptr;
  lanes_ = task_names_.size();
  stopping_ = false;
  task_ended_by_violation_ = false;
  allocations_.clear();
  decisions_.clear();
}

ObjectId Execution::Register(const Name& name) {
  const auto id = ObjectId(object_names_.Id(current_->id, name));
  if (Index(id) >= objects_.size()) objects_.resize(Index(id) + 1);
  objects_[Index(id)].allocation = current_->constructing;
  return id;
}

bool Execution::Begin(Operation& operation) {
  TaskSlot& slot = *current_;
  operation.task = slot.id;
  operation.label = slot.label;
  if (ABSL_PREDICT_FALSE(slot.unwinding)) {
    ThrowIfCancelled(slot);
    return false;
  }
  slot.pending = operation;
  if (operation.may_sleep &&
      (slot.kind == ContextKind::kIrq || slot.atomic_depth > 0)) {
    FailSleep(slot);
    return false;
  }

  slot.state = TaskState::kPending;
  pending_.Add(slot.id);
  if (Blocks(operation.kind)) conditional_.Add(slot.id);
  GiveUpControl(slot);

  if (ABSL_PREDICT_FALSE(slot.cancelled)) {
    slot.unwinding = true;
    ThrowIfCancelled(slot);
    return false;
  }
  if (ABSL_PREDICT_FALSE(slot.dismissed)) {
    slot.dismissed = false;
    return false;
  }
  slot.clock.Tick(slot.id);
  if (ABSL_PREDICT_FALSE(observing_))
    options_.observer->OnOperation(slot.pending, *this, result_.preemptions);
  const AllocationId allocation = objects_[Index(operation.object)].allocation;
  if (ABSL_PREDICT_FALSE(allocation != kNoAllocation &&
                         allocations_[Index(allocation)].is_freed)) {
    FailUseAfterFree(allocations_[Index(allocation)]);
    return false;
  }
  return true;
}

void Execution::ObserveValue(std::string value) {
  if (observing_) options_.observer->OnValue(std::move(value));
}

void Execution::ObserveNote(std::string note) {
  if (observing_ && !current_->unwinding)
    options_.observer->OnNote(current_->id, std::move(note));
}

int Execution::Choose(int n, const Name& site) {
  if (n <= 1 || current_->unwinding || stopping_) return 0;
  const ChoicePoint point{current_->id, n, site, *this};
  const int value = strategy_->PickValue(point);
  if (value < 0 || value >= n) {
    Stop(ExecutionEnd::kDiverged);
    return 0;
  }
  decisions_.push_back({Decision::Kind::kValue, static_cast<uint16_t>(value)});
  if (observing_) options_.observer->OnChoice(point, value);
  return value;
}

TaskSlot* Execution::NextToRun() {
  if (stopping_) return nullptr;
  if (next_runnable_ < runnable_.size()) {
    TaskSlot* const slot = runnable_[next_runnable_++];
    slot->state = TaskState::kRunning;
    return slot;
  }
  runnable_.clear();
  next_runnable_ = 0;
  const TaskSet enabled = EnabledTasks();
  return enabled.Empty() ? AtQuiescence() : PickEnabled(enabled);
}

TaskSet Execution::EnabledTasks() const {
  TaskSet enabled = pending_;
  for (const TaskId task : conditional_) {
    const Operation& pending = slots_[Index(task)]->pending;
    if (!pending.condition->Holds(*pending.word)) enabled.Remove(task);
  }
  return enabled;
}

TaskSlot* Execution::PickEnabled(TaskSet enabled) {
  if (result_.steps >= options_.max_steps) {
    Stop(ExecutionEnd::kStepBound);
    return nullptr;
  }
  const TaskId last =
      last_stepped_ != nullptr && enabled.Contains(last_stepped_->id)
          ? last_stepped_->id
          : kNoTask;
  const TaskId picked = strategy_->PickTask({enabled, pending_, last, *this});
  if (ABSL_PREDICT_FALSE(picked == kNoTask || picked == kPrune)) {
    Stop(picked == kPrune ? ExecutionEnd::kPruned : ExecutionEnd::kDiverged);
    return nullptr;
  }
  if (ABSL_PREDICT_FALSE(!enabled.Contains(picked))) {
    std::fprintf(stderr,
                 "checker: strategy %s picked a task that is not enabled\n",
                 std::string(strategy_->name()).c_str());
    std::abort();
  }
  ++result_.steps;
  if (last != kNoTask && picked != last) ++result_.preemptions;
  decisions_.push_back({Decision::Kind::kTask, static_cast<uint16_t>(picked)});
  TaskSlot* const slot = slots_[Index(picked)].get();
  pending_.Remove(picked);
  conditional_.Remove(picked);
  slot->state = TaskState::kRunning;
  last_stepped_ = slot;
  return slot;
}

TaskSlot* Execution::AtQuiescence() {
  TaskSlot* waiting = nullptr;
  bool stuck = false;
  for (const TaskId id : live_) {
    TaskSlot& slot = *slots_[Index(id)];
    if (slot.state == TaskState::kQuiescing && waiting == nullptr)
      waiting = &slot;
    const bool idle = slot.is_worker && slot.pending.kind == OpKind::kTakeWork;
    stuck |= slot.state == TaskState::kPending && !idle;
    stuck |= slot.state == TaskState::kJoining;
  }
  if (stuck) {
    if (!task_ended_by_violation_) ReportBlocked();
    return nullptr;
  }
  if (waiting == nullptr) return nullptr;
  for (const TaskId id : live_)
    waiting->clock.Join(slots_[Index(id)]->clock.data(), lanes_);
  strategy_->OnQuiescence(waiting->id);
  waiting->state = TaskState::kRunning;
  return waiting;
}

void Execution::Stop(ExecutionEnd end) {
  stopping_ = true;
  result_.end = end;
}

}  // namespace checker
