#include "checker/threads/thread_task.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/broken_rules.h"
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
  if (parent != nullptr) {
    clock_.Assign(parent->clock_, kMaxTasks);
  } else {
    clock_.Reset(kMaxTasks);
  }
}

bool ThreadTask::Start() {
  // That a thread starts after what its creator did is no secret.
  const TsanLook look;
  try {
    thread_ = std::thread([this] { RunHere(); });
  } catch (const std::system_error&) {
    return false;
  }
  return true;
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
  turn_ = Guard(run_.lock_);
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
  state_ = State::kDone;
  if (parent_ == nullptr) run_.OnBodyDone();
  run_.OnWaiting();
  GiveUpLock();
}

// A frame of its own between the task's handlers and its code.
[[gnu::noinline]] void ThreadTask::RunBody() {
  entry_frame_ = __builtin_frame_address(0);
  const TsanLook look;
  body_.Run();
}

ThreadTask::Guard ThreadTask::Locked() {
  return turn_.owns_lock() ? Guard() : Guard(run_.lock_);
}

void ThreadTask::GiveUpLock() {
  run_.changed_.notify_all();
  turn_.unlock();
}

void ThreadTask::Wait(State state, absl::FunctionRef<bool()> done) {
  const auto over = [&] {
    return run_.stopping_ ? run_.unwinding_ == this : done();
  };
  if (!over()) {
    TsanRelease(&clock_);
    state_ = state;
    run_.OnWaiting();
    run_.changed_.notify_all();
    while (!over()) run_.changed_.wait(turn_);
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
  // Others may go first.
  GiveUpLock();
  if (run_.options_.most_pause_microseconds != 0) Pause();
  turn_.lock();
  run_.EndIfBounded();
  Wait(State::kBlocked, [this] {
    return dismissed_ || operation_->condition == nullptr ||
           !Blocks(operation_->kind) ||
           operation_->condition->Holds(*operation_->word);
  });
  if (unwinding_) {
    ThrowIfUnwinding();
    return false;
  }
  if (dismissed_) {
    dismissed_ = false;
    return false;
  }
  clock_.Tick(id_);
  ++run_.steps_;
  const Allocation* const freed =
      run_.allocations_.FreedWith(operation_->object);
  if (freed == nullptr) return true;
  FailUseAfterFree(*freed);
  return false;
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
  joining_ = &run_.Task(task);
  const ThreadTask& other = *joining_;
  Wait(State::kJoining, [&] { return other.state_ == State::kDone; });
  if (!unwinding_) {
    clock_.Join(other.clock_.data(), kMaxTasks);
    TsanAcquire(&other.clock_);
  }
  ThrowIfUnwinding();
}

void ThreadTask::JoinChildren() {
  const TsanIgnore ignore;
  if (unwinding_) return ThrowIfUnwinding();
  joining_ = nullptr;
  Wait(State::kJoining, [this] { return ChildrenDone(); });
  for (const auto& task : run_.tasks_) {
    if (unwinding_ || task->parent_ != this || task->is_worker_) continue;
    clock_.Join(task->clock_.data(), kMaxTasks);
    TsanAcquire(&task->clock_);
  }
  ThrowIfUnwinding();
}

void ThreadTask::AwaitQuiescence() {
  const TsanIgnore ignore;
  if (unwinding_) return ThrowIfUnwinding();
  released_ = false;
  Wait(State::kQuiescing, [this] { return released_; });
  // The lock is what orders here: nobody runs.
  for (const auto& task : run_.tasks_) TsanAcquire(&task->clock_);
  ThrowIfUnwinding();
}

void ThreadTask::Dismiss(TaskId task) {
  const TsanIgnore ignore;
  if (unwinding_) return;
  ThreadTask& other = run_.Task(task);
  if (other.state_ == State::kBlocked) other.dismissed_ = true;
}

TaskId ThreadTask::SpawnAny(const Name& name, ContextKind kind, TaskBody body,
                            bool is_worker) {
  const TsanIgnore ignore;
  ThreadTask* task = nullptr;
  if (!unwinding_ && !run_.stopping_)
    task = run_.NewTask(this, name, kind, body, is_worker);
  if (task == nullptr) {
    body.Destroy();
    if (!unwinding_) FailToSpawn();
    return kNoTask;
  }
  if (task->Start()) return task->id_;
  task->state_ = State::kDone;
  body.Destroy();
  run_.EndForWantOfThreads();
  Wait(State::kBlocked, [] { return false; });
  ThrowIfUnwinding();
  return kNoTask;
}

void ThreadTask::FailToSpawn() {
  if (run_.stopping_) {
    Wait(State::kBlocked, [] { return false; });
    return ThrowIfUnwinding();
  }
  Fail(TaskCountFinding(), [&] { return TaskCountMessage(id_, run_); });
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
  const Guard guard = turn_.owns_lock() ? Guard() : Guard(run_.lock_);
  return run_.task_label(task);
}

int ThreadTask::Choose(int n, const Name&) {
  const TsanIgnore ignore;
  return n <= 1 || unwinding_
             ? 0
             : static_cast<int>(random_.Below(static_cast<uint32_t>(n)));
}

}  // namespace checker
