// What an Execution knows of one task.

#ifndef DIORACE_CHECKER_RUNTIME_TASK_SLOT_H_
#define DIORACE_CHECKER_RUNTIME_TASK_SLOT_H_

#include <cstdint>

#include "checker/runtime/executor.h"
#include "checker/runtime/fiber.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"

namespace checker {

class Execution;

enum class TaskState : uint8_t {
  kNew,        // spawned; private code to run before its first operation
  kRunning,    // runs, or has private code to run
  kPending,    // has announced an operation
  kJoining,    // waits for tasks to finish
  kQuiescing,  // waits until no operation is enabled
  kDone,
};

// One per TaskId; the fiber is made once and runs that task in every execution.
struct TaskSlot {
  TaskSlot(Execution* owner, TaskId id, Fiber::Entry entry)
      : owner(owner), id(id), fiber(entry, this) {}

  Execution* const owner;
  const TaskId id;

  TaskBody body;
  ContextKind kind = ContextKind::kTask;
  TaskState state = TaskState::kDone;
  bool is_worker = false;
  // cancelled or dismissed.
  bool interrupted = false;
  // Set to have the task unwound when it is resumed.
  bool cancelled = false;
  // Set to have its pending operation return without an effect
  // (Executor::Dismiss).
  bool dismissed = false;
  // An exception is on its way through this task's frames, or is to be raised
  // by the next operation from which it can leave the task.
  bool unwinding = false;
  // The body has returned or was unwound, and only its closure remains to be
  // destroyed: operations reached from there must not throw.
  bool returned = false;
  // A task that has joined this one has told ThreadSanitizer.
  bool followed = false;
  // Of the outermost frame of the task's code.
  const void* entry_frame = nullptr;
  // Operations without effect that were let through because the task could not
  // be unwound from there.
  int passed_over = 0;
  int atomic_depth = 0;
  int unfinished_children = 0;
  const char* label = nullptr;
  // While kJoining: whom it waits for; null means all children.
  TaskSlot* joining = nullptr;
  // Tasks whose `joining` is this one.
  TaskSet joined_by;
  TaskSlot* parent = nullptr;
  // While kPending the announced operation, later the last one performed.
  Operation pending;
  AllocationId constructing = kNoAllocation;

  TaskClock clock;
  Fiber fiber;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_TASK_SLOT_H_
