// One task of a ThreadRun: the Executor that its thread sees.

#ifndef DIORACE_CHECKER_THREADS_THREAD_TASK_H_
#define DIORACE_CHECKER_THREADS_THREAD_TASK_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "checker/explore/split_mix.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "checker/threads/thread_run.h"

namespace checker {

class ThreadTask final : public Executor {
 public:
  ThreadTask(ThreadRun& run, TaskId id, ThreadTask* parent, ContextKind kind,
             TaskBody body, bool is_worker, uint64_t seed);

  // On a thread of its own, from here on. Whether the system gave it one.
  bool Start();
  // On the calling thread.
  void RunHere();
  // Waits for the thread.
  void JoinThread();
  // Makes it the executor of the calling thread, for destructors that reach
  // operations when all is over.
  void Adopt(absl::FunctionRef<void()> destructors);

 private:
  friend class ThreadRun;
  enum class State : uint8_t {
    kRunning,
    kBlocked,
    kJoining,
    kQuiescing,
    kDone
  };
  using Guard = std::unique_lock<std::mutex>;

  // Executor
  ObjectId Register(const Name& name) override;
  bool Begin() override;
  void ObserveValue(std::string) override {}
  void ObserveState(ObjectId, uint64_t) override {}
  void ObserveContents(ObjectId, absl::string_view, ContentsSource) override {}
  void ObserveNote(std::string) override {}
  void Acquire(const SyncClock& clock) override;
  void Release(SyncClock& clock) override;
  void ReleaseOnly(SyncClock& clock) override;
  void CheckRace(RaceShadow& shadow, const Operation& operation,
                 const void* memory, size_t bytes) override;
  TaskId Spawn(const Name& name, ContextKind kind, TaskBody body) override;
  TaskId SpawnWorker(const Name& name, ContextKind kind,
                     TaskBody body) override;
  void Join(TaskId task) override;
  void JoinChildren() override;
  void AwaitQuiescence() override;
  void Dismiss(TaskId task) override;
  TaskId self() const override { return id_; }
  absl::string_view task_label(TaskId task) const override;
  ContextKind context() const override { return kind_; }
  void AddAtomicDepth(int delta) override { atomic_depth_ += delta; }
  void MightSleep(Location location) override;
  void SetLabel(const char* label) override { label_ = label; }
  int Choose(int n, const Name& site) override;
  Arena& arena() override { return arena_; }
  AllocationId BeginConstruction(ObjectId identity, Location location) override;
  void EndConstruction(AllocationId allocation, void* object,
                       void (*destroy)(void* object)) override;
  void Free(AllocationId allocation, Location location) override;
  void Report(const Finding& finding,
              absl::FunctionRef<std::string()> message) override;
  void Fail(const Finding& finding,
            absl::FunctionRef<std::string()> message) override;
  bool Disturbed() const override;
  bool HappenedBefore(TaskId task, uint32_t at) const override {
    return at <= clock_.of(task);
  }
  uint32_t Count() const override { return clock_.of(id_); }

  // The lock, unless this task has it already.
  Guard Locked();
  // To be followed by something that takes it anew.
  void GiveUpLock();
  TaskId SpawnAny(const Name& name, ContextKind kind, TaskBody body,
                  bool is_worker);
  // Gives the lock up until `done()`, or until the task is to be unwound.
  void Wait(State state, absl::FunctionRef<bool()> done);
  // Ends the task, which wanted one more than there can be.
  void FailToSpawn();
  // Whether it could go on if it were woken; for who has the lock.
  bool CanGoOn() const;
  bool ChildrenDone() const;
  bool SleepsInAtomic(bool sleeps) const {
    return sleeps && (kind_ == ContextKind::kIrq || atomic_depth_ > 0);
  }
  void FailSleep();
  void FailUseAfterFree(const Allocation& allocation);
  void FailTsanReport();
  void RunBody();
  void Pause();
  void ThrowIfUnwinding();

  ThreadRun& run_;
  const TaskId id_;
  const std::string name_;  // stays where it is, unlike those of the table
  ThreadTask* const parent_;
  const ContextKind kind_;
  const TaskBody body_;
  const bool is_worker_;
  SplitMix64 random_;
  Operation operation_storage_;
  Arena arena_;
  TaskClock clock_;
  State state_ = State::kRunning;
  const ThreadTask* joining_ = nullptr;  // null: all children
  Guard turn_;                           // while it does not wait
  AllocationId constructing_ = kNoAllocation;
  int atomic_depth_ = 0;
  const char* label_ = nullptr;
  bool dismissed_ = false;
  bool released_ = false;  // from AwaitQuiescence
  bool unwinding_ = false;
  bool returned_ = false;
  int passed_over_ = 0;
  const void* entry_frame_ = nullptr;
  TsanListener* tsan_ = nullptr;
  std::thread thread_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_THREADS_THREAD_TASK_H_
