// Runs a test body under control: tasks are fibers on the calling thread, and a
// Strategy decides at every operation who goes on.
//
//   Execution execution;
//   while (strategy.StartExecution()) {
//     execution.Run(body, strategy, {.max_steps = 10'000}, listener);
//     strategy.FinishExecution();
//   }
//
// One Execution serves all runs of an exploration: stacks, arena and tables are
// reused, so a run that goes to its end allocates nothing once the shapes of
// all runs have been met. Not thread-safe; several may live on several threads.
//
// How control moves. A task that announces an operation decides itself, on its
// own stack, who is next, and switches straight to it. Tasks that only have
// private code to run before their first or next operation (just spawned, or
// just joined) run that first, in order of creation: no schedule can tell the
// difference, so it is no decision. When no operation is enabled, control
// returns to Run, which unwinds what is left.

#ifndef DIORACE_CHECKER_RUNTIME_EXECUTION_H_
#define DIORACE_CHECKER_RUNTIME_EXECUTION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/runtime/allocation_table.h"
#include "checker/runtime/arena.h"
#include "checker/runtime/contents.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/fiber.h"
#include "checker/runtime/identity.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/strategy.h"
#include "checker/runtime/task_slot.h"
#include "checker/runtime/tsan.h"
#include "checker/runtime/violation.h"

namespace checker {

// A decision: which task performed its operation, or which value a choice got.
struct Decision {
  enum class Kind : uint8_t { kTask, kValue } kind;
  uint16_t value;  // Index(TaskId), or the value
};

enum class ExecutionEnd : uint8_t {
  kMaximal,    // no operation is enabled any more
  kViolation,  // stopped at a violation, as asked
  kStepBound,  // max_steps were performed
  kPruned,     // the strategy gave it up: nothing new was left to meet
  kDiverged,   // the strategy met other operations than it expected
};

struct ExecutionResult {
  ExecutionEnd end = ExecutionEnd::kMaximal;
  uint32_t steps = 0;
  uint32_t preemptions = 0;
  uint32_t violations = 0;
};

// What a run tells while it goes on. Called on tasks' stacks; must not use sync
// types.
class ExecutionListener {
 public:
  // Whether OnViolation wants to hear of it: true once for each
  // Violation::Identity that is of interest. `fingerprint` stands for the
  // identity.
  virtual bool IsNew(uint64_t fingerprint) = 0;
  // `steps` operations had been performed, the last of them by the task that
  // broke the rule.
  virtual void OnViolation(const Violation& violation, uint32_t steps) = 0;

 protected:
  ~ExecutionListener() = default;
};

// Hears everything; for timelines and schedule files. Slower: values are
// formatted.
class ExecutionObserver {
 public:
  virtual void OnOperation(const Operation& operation,
                           const PendingOperations& names,
                           uint32_t preemptions) = 0;
  virtual void OnValue(std::string value) = 0;
  // `object` has been changed, and `digest` stands for what it holds.
  virtual void OnState(ObjectId /*object*/, uint64_t /*digest*/) {}
  // The same for people; also without an operation. `member`, if not empty, is
  // the part of `object` that is shown. Whoever wants them calls `contents`.
  virtual void OnContents(ObjectId /*object*/, absl::string_view /*member*/,
                          const PendingOperations& /*names*/,
                          absl::FunctionRef<Contents()> /*contents*/) {}
  virtual void OnChoice(const ChoicePoint& point, int value) = 0;
  virtual void OnNote(TaskId task, std::string note) = 0;
  virtual void OnTask(TaskId task, absl::string_view label,
                      ContextKind kind) = 0;
  virtual void OnViolation(const Violation& violation) = 0;

 protected:
  ~ExecutionObserver() = default;
};

struct ExecutionOptions {
  uint32_t max_steps = 100'000;
  // End the whole run at the first violation, rather than only the task that
  // broke the rule.
  bool stop_at_violation = false;
  ExecutionObserver* observer = nullptr;
};

class Execution final : private Executor, private PendingOperations {
 public:
  Execution();
  ~Execution();

  ExecutionResult Run(absl::FunctionRef<void()> body, Strategy& strategy,
                      const ExecutionOptions& options,
                      ExecutionListener& listener);

  // What TaskIds and ObjectIds stand for, so that another Execution, which has
  // not run yet, gives the same ids to the same things.
  struct Identities {
    std::vector<IdentityTable::Origin> tasks;
    std::vector<IdentityTable::Origin> objects;
  };
  Identities SaveIdentities() const {
    return {task_names_.Save(), object_names_.Save()};
  }
  void RestoreIdentities(const Identities& identities) {
    task_names_.Restore(identities.tasks);
    object_names_.Restore(identities.objects);
  }

  // The decisions of the last run, or of the present one up to now.
  const std::vector<Decision>& decisions() const { return decisions_; }

  // Over all runs; zeros without ThreadSanitizer.
  const TsanTally& tsan_tally() const { return tsan_tally_; }

 private:
  // Executor
  ObjectId Register(const Name& name) override;
  bool Begin() override;
  void ObserveValue(std::string value) override;
  void ObserveState(ObjectId object, uint64_t digest) override {
    const TsanIgnore ignore;
    options_.observer->OnState(object, digest);
  }
  void ObserveContents(ObjectId object, absl::string_view member,
                       ContentsSource contents) override;
  void ObserveNote(std::string note) override;
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
  TaskId self() const override { return current_->id; }
  ContextKind context() const override { return current_->kind; }
  void MightSleep(Location location) override;
  void AddAtomicDepth(int delta) override { current_->atomic_depth += delta; }
  void SetLabel(const char* label) override { current_->label = label; }
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
  bool Disturbed() const override { return task_ended_by_violation_; }
  bool HappenedBefore(TaskId task, uint32_t at) const override {
    return at <= current_->clock.of(task);
  }
  uint32_t Count() const override { return current_->clock.of(current_->id); }

  // PendingOperations
  const Operation& pending(TaskId task) const override {
    return slots_[Index(task)]->pending;
  }
  ObjectId owner(ObjectId object) const override {
    return allocations_.owner(object);
  }
  absl::string_view task_label(TaskId task) const override {
    return task_names_.label(Index(task));
  }
  absl::string_view object_label(ObjectId object) const override;

  // Tasks (execution_tasks.cc)
  static void FiberMain(void* argument);
  void RunTask(TaskSlot& slot);
  static void RunBody(TaskSlot& slot);
  TaskSlot& NewBody(TaskBody body);
  // Null if there are too many.
  TaskSlot* NewTask(TaskSlot* parent, const Name& name, ContextKind kind,
                    TaskBody body, bool is_worker);
  // What spawning means to a task that is unwound.
  static TaskId NoTask(TaskBody body);
  TaskId TooManyTasks(TaskBody body);
  TaskSlot& MakeSlot(TaskId id);
  void ReportException(const TaskSlot& slot, absl::string_view what);
  void FinishTask(TaskSlot& slot);
  void FinishBody();
  void Block(TaskSlot& slot, TaskState state);
  void Resume(TaskSlot& slot);
  void GiveUpControl(TaskSlot& from);
  void PassControl(TaskSlot& from);
  void PassTo(Fiber& from, TaskSlot* next);
  bool EndInterrupted(TaskSlot& slot);
  void ThrowIfCancelled(TaskSlot& slot);
  void LetOthersGoFirst(TaskSlot& slot);
  void FollowChildren(TaskSlot& slot);
  [[noreturn]] void DieUnwinding(const TaskSlot& slot) const;
  void UnwindUnfinished();
  void HostFollowsAll();
  // What `slot` has done so far happens before what `follower` does from here.
  static void TellTsan(TsanFiber& follower, TaskSlot& slot);

  // Deciding (execution.cc and execution_turn.h)
  void Reset(Strategy& strategy, const ExecutionOptions& options,
             ExecutionListener& listener);
  TaskSlot* NextToRun();
  TaskSlot* PickEnabled(TaskSet enabled);
  TaskSlot* AtQuiescence();
  TaskSet EnabledTasks() const;
  TaskSlot* OddPick(TaskId picked);
  void Stop(ExecutionEnd end);
  absl::Span<const TaskId> live() const { return {live_.data(), live_count_}; }

  // Detectors (execution_detectors.cc)
  void FailSleep(TaskSlot& slot);
  void FailUseAfterFree(const Allocation& allocation);
  void FailDataRace(const RaceShadow& shadow, const RaceShadow::Access* other,
                    const Operation& operation);
  void CompareWithTsan(const Operation& operation, bool races,
                       const void* memory, size_t bytes);
  void ReportTsan();
  void ReportBlocked();
  void CheckLeaks();
  void DestroyAllocations();
  std::vector<const TaskSlot*> LiveTasks() const;

  Strategy* strategy_ = nullptr;
  ExecutionListener* listener_ = nullptr;
  ExecutionOptions options_;
  ExecutionResult result_;

  IdentityTable task_names_;
  IdentityTable object_names_{&task_names_};
  Arena arena_;
  std::array<TaskSlot*, kMaxTasks> slots_{};  // by TaskId; null: never run
  std::vector<std::unique_ptr<TaskSlot>> all_slots_;
  // Tasks of this execution, in order of creation.
  std::array<TaskId, kMaxTasks> live_;
  size_t live_count_ = 0;
  // Those that have private code to run; a queue, in which a task is at most
  // once until it is empty but for tasks that are new or were joined.
  std::array<TaskSlot*, 2 * kMaxTasks> runnable_;
  size_t next_runnable_ = 0;
  size_t runnable_end_ = 0;
  int unfinished_ = 0;  // tasks that are not workers
  int unfinished_workers_ = 0;
  TaskSet pending_;      // blocked in an announced operation
  TaskSet conditional_;  // those of them whose operation has a condition
  TaskSlot* current_ = nullptr;
  TaskSet last_stepped_;       // one task, or none yet
  size_t lanes_ = 0;           // tasks that a clock must have room for
  bool hears_causes_ = false;  // the strategy
  bool stopping_ = false;
  bool task_ended_by_violation_ = false;

  AllocationTable allocations_;
  std::vector<Decision> decisions_;
  Fiber host_;
  Fiber::ExceptionState* thread_ = nullptr;
  TsanListener* tsan_ = nullptr;  // while Run
  bool tsan_reported_ = false;    // in this execution
  TsanTally tsan_tally_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_EXECUTION_H_
