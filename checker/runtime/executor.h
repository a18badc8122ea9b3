// What the sync types need of whatever runs the tested code.
//
// The types in checker/sync/ are written against this interface alone.
// Execution (execution.h) implements it with fibers under a strategy, on one OS
// thread; ThreadTask (checker/threads/) runs the same code on real threads.
//
// An operation is written to next_operation(); then comes Begin(). Its effect,
// and what its task does after it until it next calls Begin() or waits, is
// atomic: no other task does anything meanwhile. All other calls are made by
// the running task and take effect at once, as part of its present step.

#ifndef DIORACE_CHECKER_RUNTIME_EXECUTOR_H_
#define DIORACE_CHECKER_RUNTIME_EXECUTOR_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "checker/runtime/arena.h"
#include "checker/runtime/contents.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/name.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"
#include "checker/runtime/uninstrumented.h"
#include "checker/runtime/violation.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// What a task stands for, and so what it may do: code in an interrupt must not
// sleep.
enum class ContextKind : uint8_t {
  kTask,    // kernel code on behalf of a system call, or plain tested code
  kIrq,     // hard or soft interrupt: atomic
  kWorker,  // a kernel worker thread
  kDevice,  // hardware
  kUser,    // a user-space thread
};

// "task", "irq", "worker", "device", "user".
absl::string_view ContextKindName(ContextKind kind);

// What a task runs: a closure that lives in the executor's arena.
struct TaskBody {
  struct Operations {
    void (*run)(void* closure) = nullptr;
    void (*destroy)(void* closure) = nullptr;  // null: nothing to do
  };

  void Run() const { operations->run(closure); }
  void Destroy() const {
    if (operations->destroy != nullptr) operations->destroy(closure);
  }

  const Operations* operations = nullptr;
  void* closure = nullptr;
};

class Executor {
 public:
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // The executor that runs the calling task. Dies with a message outside of
  // one.
  static Executor& Current() {
    if (current_ == nullptr) DieOutside();
    return *current_;
  }

  // --- Objects ---

  // Gives the object under construction its identity.
  virtual ObjectId Register(const Name& name) = 0;

  // --- Operations ---

  // The calling task's next operation, for the caller to fill in all but task
  // and label; from Begin() on the operation in progress, and later the last
  // one performed.
  Operation& next_operation() { return *operation_; }
  // Announces it and returns when it is this task's turn and the operation is
  // enabled. Returns false if the operation must have no effect, because the
  // task is being unwound. Ends the task with a violation if the object was
  // freed, or if the operation may sleep in atomic context.
  virtual bool Begin() = 0;

  // Whether somebody records what operations saw and did; then, and only then,
  // call what begins with Observe.
  bool observing() const { return observing_; }
  virtual void ObserveValue(std::string value) = 0;
  // What `object` holds from here on, as a number.
  virtual void ObserveState(ObjectId object, uint64_t digest) = 0;
  // The same for people, at any time: also what `object` holds from the start,
  // or after a change that is no operation. With a `member`, what a part of it
  // holds that is no object of its own.
  virtual void ObserveContents(ObjectId object, absl::string_view member,
                               ContentsSource contents) = 0;
  // A line of comment in the timeline, between operations.
  virtual void ObserveNote(std::string note) = 0;

  // --- Synchronisation order ---

  virtual void Acquire(const SyncClock& clock) = 0;
  virtual void Release(SyncClock& clock) = 0;
  // Like Release, but what was released before is forgotten.
  virtual void ReleaseOnly(SyncClock& clock) = 0;
  // Ends the task with a data race if the access `operation`, to `bytes` at
  // `memory`, is unordered with an earlier one.
  virtual void CheckRace(RaceShadow& shadow, const Operation& operation,
                         const void* memory, size_t bytes) = 0;

  // --- Tasks ---

  virtual TaskId Spawn(const Name& name, ContextKind kind, TaskBody body) = 0;
  // Waits until `task` has finished; no operation, since nothing can depend on
  // when it is noticed.
  virtual void Join(TaskId task) = 0;
  // Waits until every task that the calling task spawned has finished.
  virtual void JoinChildren() = 0;
  // Waits until no task has an enabled operation.
  virtual void AwaitQuiescence() = 0;
  // Lets `task`, which is blocked in an operation, go on without it being
  // enabled; for stopping idle workers.
  virtual void Dismiss(TaskId task) = 0;
  // Workers are not children: JoinChildren does not wait for them, and to be
  // idle is no deadlock.
  virtual TaskId SpawnWorker(const Name& name, ContextKind kind,
                             TaskBody body) = 0;

  virtual TaskId self() const = 0;
  virtual absl::string_view task_label(TaskId task) const = 0;
  virtual ContextKind context() const = 0;
  // Enters (+1) or leaves (-1) a section in which the calling task must not
  // sleep.
  virtual void AddAtomicDepth(int delta) = 0;
  // Ends the task with a violation if it must not sleep. No operation.
  virtual void MightSleep(Location location) = 0;
  // The step of the protocol that following operations of this task belong to;
  // a literal, or null.
  virtual void SetLabel(const char* label) = 0;

  // --- Nondeterminism other than scheduling ---

  // A value in [0, n), n >= 1, decided by the strategy and replayed like a
  // scheduling decision.
  virtual int Choose(int n, const Name& site) = 0;

  // --- Memory ---

  // Memory until the end of the execution.
  virtual Arena& arena() = 0;
  // Objects registered by the calling task from here until EndConstruction
  // belong to a new tracked allocation.
  virtual AllocationId BeginConstruction(ObjectId identity,
                                         Location location) = 0;
  // `destroy(object)` is called when the execution is over.
  virtual void EndConstruction(AllocationId allocation, void* object,
                               void (*destroy)(void* object)) = 0;
  // Announces the free (an operation on the allocation's identity) and makes
  // later operations on its objects violations.
  virtual void Free(AllocationId allocation, Location location) = 0;

  // --- Violations ---

  // Records a violation and goes on: for rules whose breach the tested code
  // itself handles. `message` is called only if the violation is new.
  virtual void Report(const Finding& finding,
                      absl::FunctionRef<std::string()> message) = 0;
  // Records a violation and ends the calling task. Returns only if the task is
  // already being unwound, or if the present operation cannot be cancelled.
  virtual void Fail(const Finding& finding,
                    absl::FunctionRef<std::string()> message) = 0;
  // Whether a violation has ended a task of this execution, so that what is
  // left undone at its end is no violation of its own.
  virtual bool Disturbed() const = 0;
  // The operation that the calling task performs or performed last.
  const Operation& operation() const { return *operation_; }
  // Whether what happened at `operation`, recorded when it was performed,
  // happened before the calling task's present step in synchronisation order.
  // `at` is what Count() returned for its task then.
  virtual bool HappenedBefore(TaskId task, uint32_t at) const = 0;
  // How many operations the calling task has performed.
  virtual uint32_t Count() const = 0;

 protected:
  Executor() = default;
  ~Executor() = default;

  // Makes `executor` the current one (null: none) and returns the one before.
  static Executor* Exchange(Executor* executor);

  // Of the running task.
  Operation* operation_ = nullptr;
  bool observing_ = false;

 private:
  [[noreturn]] static void DieOutside();

  static thread_local constinit Executor* current_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_EXECUTOR_H_
