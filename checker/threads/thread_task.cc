#include "checker/threads/thread_task.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/cancellation_barrier.h"

namespace checker {
namespace {

// Unwinds a task's stack; see Execution.
struct TaskCancelled {};

// A task that waits for something in a noexcept function would do so for ever.
constexpr int kMaxPassedOver = 1'000'000;

}  // namespace

ThreadTask::ThreadTask(ThreadRun& run, TaskId id, ThreadTask* parent,
                       ContextKind kind, TaskBody body, bool is_worker,
                       uint64_t seed)
    : run_(run),
      id_(id),
      name_(run.task_names_.label(Index(id))),
      parent_(parent),
      kind_(kind),
      body_(body),
      is_worker_(is_worker),
      random_(seed) {
  operation_ = &operation_storage_;
  operation_storage_.task = id;
  concurrent_ = true;
  if (parent != nullptr) {
    clock_.Assign(parent->clock_, kMaxTasks);
  } else {
    clock_.Reset(kMaxTasks);
  }
}

void ThreadTask::Start() {
  // That a thread starts after what its creator did is no secret.
  const TsanLook look;
  thread_ = std::thread([this] { RunHere(); });
}

void ThreadTask::JoinThread() {
  const TsanLook look;
  if (thread_.joinable()) thread_.join();
}

void ThreadTask::Adopt(absl::FunctionRef<void()> destructors) {
  Executor* const outer = Exchange(this);
  unwinding_ = returned_ = true;
  destructors();
  Exchange(outer);
}

void ThreadTask::RunHere() {
  const TsanIgnore ignore;
  TsanListener tsan;
  tsan_ = &tsan;
  Executor* const outer = Exchange(this);
  try {
    RunBody();
  } catch (const TaskCancelled&) {
    // Ended by a violation.
  } catch (const std::exception& error) {
    Report({.kind = violation_kind::kTestBody, .oracle = "uncaught_exception"},
           [&] { return absl::StrCat("an exception: ", error.what()); });
  } catch (...) {
    Report({.kind = violation_kind::kTestBody, .oracle = "uncaught_exception"},
           [] { return std::string("an exception of no standard type"); });
  }
  returned_ = true;
  {
    const TsanLook look;
    body_.Destroy();
  }
  if (tsan.has_report()) FailTsanReport();
  tsan_ = nullptr;
  TsanRelease(&clock_);
  Exchange(outer);
  const Guard guard(run_.lock_);
  state_ = State::kDone;
  if (parent_ == nullptr) run_.OnBodyDone();
  run_.changed_.notify_all();
  run_.OnWaiting();
}

// A frame of its own between the task's handlers and its code.
[[gnu::noinline]] void ThreadTask::RunBody() {
  entry_frame_ = __builtin_frame_address(0);
  const TsanLook look;
  body_.Run();
}

ThreadTask::Guard ThreadTask::Locked() {
  return effect_.owns_lock() ? Guard() : Guard(run_.lock_);
}

void ThreadTask::Wait(Guard& guard, State state,
                      absl::FunctionRef<bool()> done) {
  const auto over = [&] {
    return run_.stopping_ ? run_.unwinding_ == this : done();
  };
  if (!over()) {
    TsanRelease(&clock_);
    state_ = state;
    run_.OnWaiting();
    while (!over()) run_.changed_.wait(guard);
    state_ = State::kRunning;
  }
  if (run_.stopping_) unwinding_ = true;
}

bool ThreadTask::ChildrenDone() const {
  for (const auto& task : run_.tasks_) {
    if (task->parent_ == this && !task->is_worker_ &&
        task->state_ != State::kDone)
      return false;
  }
  return true;
}

bool ThreadTask::CanGoOn() const {
  if (run_.stopping_) return run_.unwinding_ == this && state_ != State::kDone;
  switch (state_) {
    case State::kRunning:
      return true;
    case State::kBlocked:
      return dismissed_ || operation_->condition->Holds(*operation_->word);
    case State::kJoining:
      return joining_ == nullptr ? ChildrenDone()
                                 : joining_->state_ == State::kDone;
    case State::kQuiescing:
      return released_;
    case State::kDone:
      return false;
  }
  return false;
}

void ThreadTask::Pause() {
  if (random_.Below(4) != 0) return;
  std::this_thread::sleep_for(std::chrono::microseconds(
      random_.Below(run_.options_.most_pause_microseconds + 1)));
}

bool ThreadTask::Begin() {
  operation_->task = id_;
  operation_->label = label_;
  if (unwinding_) {
    ThrowIfUnwinding();
    return false;
  }
  if (tsan_->has_report()) FailTsanReport();
  if (SleepsInAtomic(operation_->may_sleep)) {
    FailSleep();
    return false;
  }
  if (run_.options_.most_pause_microseconds != 0) Pause();
  Guard guard(run_.lock_);
  Wait(guard, State::kBlocked, [this] {
    return dismissed_ || operation_->condition == nullptr ||
           !Blocks(operation_->kind) ||
           operation_->condition->Holds(*operation_->word);
  });
  if (unwinding_) {
    guard.unlock();
    ThrowIfUnwinding();
    return false;
  }
  if (dismissed_) {
    dismissed_ = false;
    return false;
  }
  clock_.Tick(id_);
  ++run_.steps_;
  effect_ = std::move(guard);
  const AllocationId allocation =
      run_.allocation_of_[Index(operation_->object)];
  if (allocation == kNoAllocation ||
      !run_.allocations_[Index(allocation)].is_freed)
    return true;
  FailUseAfterFree(allocation);
  return false;
}

void ThreadTask::End() {
  if (!effect_.owns_lock()) return;
  run_.changed_.notify_all();
  effect_.unlock();
}

void ThreadTask::ThrowIfUnwinding() {
  if (!unwinding_ || returned_ || std::uncaught_exceptions() != 0) return;
  if (CancellationBarrierBelow(entry_frame_)) {
    if (++passed_over_ <= kMaxPassedOver) return;
    std::fprintf(
        stderr,
        "checker: a task cannot be unwound: it goes on with operations "
        "inside a noexcept function, the last of them at %s\n",
        LocationText(operation_->location).c_str());
    std::abort();
  }
  throw TaskCancelled{};
}

void ThreadTask::Join(TaskId task) {
  const TsanIgnore ignore;
  if (unwinding_) return ThrowIfUnwinding();
  Guard guard(run_.lock_);
  joining_ = &run_.Task(task);
  const ThreadTask& other = *joining_;
  Wait(guard, State::kJoining, [&] { return other.state_ == State::kDone; });
  if (!unwinding_) {
    clock_.Join(other.clock_.data(), kMaxTasks);
    TsanAcquire(&other.clock_);
  }
  guard.unlock();
  ThrowIfUnwinding();
}

void ThreadTask::JoinChildren() {
  const TsanIgnore ignore;
  if (unwinding_) return ThrowIfUnwinding();
  Guard guard(run_.lock_);
  joining_ = nullptr;
  Wait(guard, State::kJoining, [this] { return ChildrenDone(); });
  for (const auto& task : run_.tasks_) {
    if (unwinding_ || task->parent_ != this || task->is_worker_) continue;
    clock_.Join(task->clock_.data(), kMaxTasks);
    TsanAcquire(&task->clock_);
  }
  guard.unlock();
  ThrowIfUnwinding();
}

void ThreadTask::AwaitQuiescence() {
  const TsanIgnore ignore;
  if (unwinding_) return ThrowIfUnwinding();
  Guard guard(run_.lock_);
  released_ = false;
  Wait(guard, State::kQuiescing, [this] { return released_; });
  // The lock is what orders here: nobody runs.
  for (const auto& task : run_.tasks_) TsanAcquire(&task->clock_);
  guard.unlock();
  ThrowIfUnwinding();
}

void ThreadTask::Dismiss(TaskId task) {
  const TsanIgnore ignore;
  if (unwinding_) return;
  const Guard guard(run_.lock_);
  ThreadTask& other = run_.Task(task);
  if (other.state_ != State::kBlocked) return;
  other.dismissed_ = true;
  run_.changed_.notify_all();
}

TaskId ThreadTask::SpawnAny(const Name& name, ContextKind kind, TaskBody body,
                            bool is_worker) {
  const TsanIgnore ignore;
  ThreadTask* task = nullptr;
  if (!unwinding_) {
    const Guard guard = Locked();
    if (!run_.stopping_) task = run_.NewTask(this, name, kind, body, is_worker);
  }
  if (task == nullptr) {
    body.Destroy();
    return kNoTask;
  }
  task->Start();
  return task->id_;
}

TaskId ThreadTask::Spawn(const Name& name, ContextKind kind, TaskBody body) {
  return SpawnAny(name, kind, body, /*is_worker=*/false);
}

TaskId ThreadTask::SpawnWorker(const Name& name, ContextKind kind,
                               TaskBody body) {
  return SpawnAny(name, kind, body, /*is_worker=*/true);
}

absl::string_view ThreadTask::task_label(TaskId task) const {
  const TsanIgnore ignore;
  const Guard guard = effect_.owns_lock() ? Guard() : Guard(run_.lock_);
  return run_.task_label(task);
}

int ThreadTask::Choose(int n, const Name&) {
  const TsanIgnore ignore;
  return n <= 1 || unwinding_
             ? 0
             : static_cast<int>(random_.Below(static_cast<uint32_t>(n)));
}

}  // namespace checker
