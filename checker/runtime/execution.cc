#include "checker/runtime/execution.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/base/optimization.h"
#include "checker/runtime/execution_turn.h"

namespace checker {
namespace {

constexpr TaskBody::Operations kBorrowedBody = {.run = [](void* body) {
  (*static_cast<absl::FunctionRef<void()>*>(body))();
}};

}  // namespace

Execution::Execution() = default;
Execution::~Execution() = default;

ExecutionResult Execution::Run(absl::FunctionRef<void()> body,
                               Strategy& strategy,
                               const ExecutionOptions& options,
                               ExecutionListener& listener) {
  const TsanIgnore ignore;
  TsanListener tsan;
  tsan.set_prints(options.observer != nullptr);
  tsan_ = &tsan;
  host_.tsan().BeCurrent();
  Executor* const outer = Exchange(this);
  Reset(strategy, options, listener);
  TaskSlot& root = NewBody({&kBorrowedBody, &body});
  root.state = TaskState::kRunning;
  thread_ = Fiber::ThreadExceptions();
  PassTo(host_, &root);

  // If the body has returned, what others were blocked in may be gone.
  if (result_.end == ExecutionEnd::kMaximal && !stopping_)
    strategy_->AtEnd({pending_, *this});
  stopping_ = true;
  HostFollowsAll();
  UnwindUnfinished();
  if (result_.end == ExecutionEnd::kMaximal && !task_ended_by_violation_)
    CheckLeaks();
  DestroyAllocations();
  Exchange(outer);
  tsan_ = nullptr;
  return result_;
}

void Execution::Reset(Strategy& strategy, const ExecutionOptions& options,
                      ExecutionListener& listener) {
  strategy_ = &strategy;
  hears_causes_ = strategy.hears_causes();
  listener_ = &listener;
  options_ = options;
  observing_ = options.observer != nullptr;
  result_ = {};
  task_names_.StartExecution();
  object_names_.StartExecution();
  arena_.Reset();
  live_count_ = 0;
  next_runnable_ = runnable_end_ = 0;
  unfinished_ = 0;
  unfinished_workers_ = 0;
  pending_ = {};
  conditional_ = {};
  current_ = nullptr;
  last_stepped_ = {};
  lanes_ = LanesFor(std::min(task_names_.size(), kMaxTasks));
  stopping_ = false;
  task_ended_by_violation_ = false;
  tsan_reported_ = false;
  allocations_.Clear();
  decisions_.clear();
}

ObjectId Execution::Register(const Name& name) {
  const TsanIgnore ignore;
  const auto id = ObjectId(object_names_.Id(current_->id, name));
  allocations_.AddObject(id, current_->constructing);
  return id;
}

void Execution::GiveUpControl(TaskSlot& from) { PassControl(from); }

bool Execution::Begin() {
  TaskSlot& slot = *current_;
  slot.pending.task = slot.id;
  slot.pending.label = slot.label;
  if (ABSL_PREDICT_FALSE(slot.unwinding)) {
    ThrowIfCancelled(slot);
    return false;
  }
  if (ABSL_PREDICT_FALSE(tsan_->has_report())) ReportTsan();
  if (ABSL_PREDICT_FALSE(slot.pending.may_sleep) &&
      (slot.kind == ContextKind::kIrq || slot.atomic_depth > 0)) {
    FailSleep(slot);
    return false;
  }
  slot.state = TaskState::kPending;
  pending_.Add(slot.id);
  if (slot.pending.condition != nullptr && Blocks(slot.pending.kind))
    conditional_.Add(slot.id);
  PassControl(slot);
  if (ABSL_PREDICT_FALSE(slot.interrupted) && !EndInterrupted(slot))
    return false;
  slot.clock.Tick(slot.id);
  if (ABSL_PREDICT_FALSE(observing_))
    options_.observer->OnOperation(slot.pending, *this, result_.preemptions);
  const Allocation* const freed = allocations_.FreedWith(slot.pending.object);
  if (ABSL_PREDICT_FALSE(freed != nullptr)) {
    FailUseAfterFree(*freed);
    return false;
  }
  return true;
}

// Whether the operation of a task that was resumed for another reason takes
// place all the same.
bool Execution::EndInterrupted(TaskSlot& slot) {
  slot.interrupted = false;
  if (slot.cancelled) {
    slot.unwinding = true;
    ThrowIfCancelled(slot);
    return false;
  }
  slot.dismissed = false;
  return false;
}

void Execution::ObserveValue(std::string value) {
  const TsanIgnore ignore;
  if (observing_) options_.observer->OnValue(std::move(value));
}

void Execution::ObserveContents(ObjectId object, absl::string_view member,
                                ContentsSource contents) {
  const TsanIgnore ignore;
  if (observing_ && !current_->unwinding)
    options_.observer->OnContents(object, member, *this, contents);
}

void Execution::ObserveNote(std::string note) {
  const TsanIgnore ignore;
  if (observing_ && !current_->unwinding)
    options_.observer->OnNote(current_->id, std::move(note));
}

int Execution::Choose(int n, const Name& site) {
  const TsanIgnore ignore;
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

TaskSlot* Execution::OddPick(TaskId picked) {
  if (picked != kNoTask && picked != kPrune) {
    std::fprintf(stderr,
                 "checker: strategy %s picked a task that is not enabled\n",
                 std::string(strategy_->name()).c_str());
    std::abort();
  }
  Stop(picked == kPrune ? ExecutionEnd::kPruned : ExecutionEnd::kDiverged);
  return nullptr;
}

TaskSlot* Execution::AtQuiescence() {
  if (unfinished_ == 0 && pending_.Empty()) return nullptr;
  TaskSlot* waiting = nullptr;
  bool stuck = false;
  for (const TaskId id : live()) {
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
  for (const TaskId id : live()) {
    TaskSlot& slot = *slots_[Index(id)];
    waiting->clock.Join(slot.clock.data(), lanes_);
    if (&slot != waiting) TellTsan(waiting->fiber.tsan(), slot);
  }
  if (hears_causes_) strategy_->OnQuiescence(waiting->id);
  waiting->state = TaskState::kRunning;
  return waiting;
}

void Execution::Stop(ExecutionEnd end) {
  stopping_ = true;
  result_.end = end;
}

}  // namespace checker
