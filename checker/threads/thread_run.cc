#include "checker/threads/thread_run.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/broken_rules.h"
#include "checker/runtime/sync_clock.h"
#include "checker/threads/thread_task.h"

namespace checker {
namespace {

constexpr TaskBody::Operations kBorrowedBody = {.run = [](void* body) {
  (*static_cast<absl::FunctionRef<void()>*>(body))();
}};

}  // namespace

ThreadRun::ThreadRun(const ThreadRunOptions& options)
    : options_(options), random_(options.seed) {
  task_names_.StartExecution();
  object_names_.StartExecution();
}

ThreadRun::~ThreadRun() = default;

std::optional<Violation> ThreadRun::Run(absl::FunctionRef<void()> body) {
  const TsanIgnore ignore;
  ThreadTask* root = nullptr;
  {
    const std::unique_lock<std::mutex> guard(lock_);
    root = NewTask(nullptr, "main", ContextKind::kTask, {&kBorrowedBody, &body},
                   /*is_worker=*/false);
  }
  root->RunHere();
  // No thread is started once the body has ended.
  for (const std::unique_ptr<ThreadTask>& task : tasks_) task->JoinThread();
  // What was given up leaves things behind.
  if (!stopped_early_) CheckLeaks();
  DestroyAllocations();
  return violation_;
}

ThreadTask& ThreadRun::Task(TaskId id) const {
  return **std::find_if(tasks_.begin(), tasks_.end(),
                        [id](const std::unique_ptr<ThreadTask>& task) {
                          return task->id_ == id;
                        });
}

ThreadTask* ThreadRun::NewTask(ThreadTask* parent, const Name& name,
                               ContextKind kind, TaskBody body,
                               bool is_worker) {
  const size_t id =
      task_names_.Id(parent == nullptr ? TaskId{0} : parent->id_, name);
  if (id >= kMaxTasks) return nullptr;
  tasks_.push_back(std::make_unique<ThreadTask>(
      *this, TaskId(id), parent, kind, body, is_worker, random_.Next()));
  return tasks_.back().get();
}

void ThreadRun::OnBodyDone() {
  const bool left =
      std::any_of(tasks_.begin(), tasks_.end(), [](const auto& task) {
        return !task->is_worker_ && task->state_ != ThreadTask::State::kDone;
      });
  if (left && !stopping_) {
    Record({.kind = violation_kind::kTestBody, .oracle = "body_returned"}, [] {
      return std::string("the test body returned while tasks still run");
    });
  }
  stopping_ = true;
}

void ThreadRun::EndIfBounded() {
  const bool asked = options_.stop != nullptr &&
                     options_.stop->load(std::memory_order_relaxed);
  if (!asked && steps_ < options_.max_steps) return;
  stopping_ = stopped_early_ = true;
}

void ThreadRun::EndForWantOfThreads() {
  error_ = absl::StrCat("the system gives no thread for another of ",
                        tasks_.size(), " tasks");
  stopping_ = stopped_early_ = true;
}

bool ThreadRun::AllStand() const {
  return std::none_of(tasks_.begin(), tasks_.end(), [](const auto& task) {
    return task->state_ == ThreadTask::State::kRunning || task->CanGoOn();
  });
}

bool ThreadRun::Stuck() const {
  return std::any_of(tasks_.begin(), tasks_.end(), [](const auto& task) {
    const bool idle =
        task->is_worker_ && task->operation().kind == OpKind::kTakeWork;
    return task->state_ == ThreadTask::State::kJoining ||
           (task->state_ == ThreadTask::State::kBlocked && !idle);
  });
}

void ThreadRun::OnWaiting() {
  if (!AllStand()) return;
  if (!stopping_) {
    const auto waiting =
        std::find_if(tasks_.begin(), tasks_.end(), [](const auto& task) {
          return task->state_ == ThreadTask::State::kQuiescing;
        });
    if (waiting != tasks_.end() && !Stuck()) {
      for (const auto& task : tasks_)
        (*waiting)->clock_.Join(task->clock_.data(), kMaxTasks);
      (*waiting)->released_ = true;
      return changed_.notify_all();
    }
    if (Stuck()) {
      Record({.kind = violation_kind::kDeadlock, .oracle = "standstill"}, [&] {
        return absl::StrCat("nothing can run any more:", BlockedTasks());
      });
    }
    stopping_ = true;
  }
  // The youngest first: it may refer to what the others have on their stacks.
  unwinding_ = nullptr;
  for (const std::unique_ptr<ThreadTask>& task : tasks_) {
    if (task->state_ != ThreadTask::State::kDone) unwinding_ = task.get();
  }
  changed_.notify_all();
}

void ThreadRun::Record(const Finding& finding,
                       absl::FunctionRef<std::string()> message) {
  if (violation_.has_value()) return;
  violation_ = Describe(finding, message(), *this);
  stopping_ = stopped_early_ = true;
  changed_.notify_all();
}

std::string ThreadRun::BlockedTasks() const {
  std::string text;
  for (const std::unique_ptr<ThreadTask>& task : tasks_) {
    if (task->state_ == ThreadTask::State::kDone) continue;
    absl::StrAppend(&text, "\n  ", task_label(task->id_));
    switch (task->state_) {
      case ThreadTask::State::kJoining:
        absl::StrAppend(&text, " waits for tasks to finish");
        break;
      case ThreadTask::State::kQuiescing:
        absl::StrAppend(&text, " waits until nothing can run");
        break;
      default:
        absl::StrAppend(&text, " in ", OpKindName(task->operation().kind),
                        " of ", object_label(task->operation().object));
    }
  }
  return text;
}

void ThreadRun::CheckLeaks() {
  for (const Allocation& allocation : allocations_.all()) {
    if (allocation.is_freed) continue;
    return Record(LeakFinding(allocation),
                  [&] { return LeakMessage(allocation, *this); });
  }
}

void ThreadRun::DestroyAllocations() {
  tasks_.front()->Adopt([this] { allocations_.DestroyAll(); });
}

const Operation& ThreadRun::pending(TaskId task) const {
  return Task(task).operation();
}

absl::string_view ThreadRun::task_label(TaskId task) const {
  return Task(task).name_;
}

ObjectId ThreadRun::owner(ObjectId object) const {
  return allocations_.owner(object);
}

absl::string_view ThreadRun::object_label(ObjectId object) const {
  return object == kNoObject
             ? absl::string_view()
             : absl::string_view(object_names_.label(Index(object)));
}

}  // namespace checker
