// Why nothing can run any more: who waits for whom, and what kind of violation
// that is.
//
//   deadlock     Tasks wait for each other in a cycle: by locks, by joining, by
//                awaiting quiescence. Or something is waited for that nobody is
//                left to do, and none of the next two explains it.
//   lost_wakeup  No cycle, and a task sleeps on a wait queue for ever after a
//                wake-up that came before it had prepared to wait.
//   livelock     Neither, and a task spins (Atomic::Await): all tasks that
//                could still run spin, and nobody is left who could change what
//                they read.
//
// Tasks are looked at in the order of their labels, so what is found depends on
// the state alone, and not on the interleaving that led to it.

#ifndef DIORACE_CHECKER_RUNTIME_STANDSTILL_H_
#define DIORACE_CHECKER_RUNTIME_STANDSTILL_H_

#include <array>
#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/strategy.h"
#include "checker/runtime/task_slot.h"
#include "checker/runtime/violation.h"

namespace checker {

// Whether the task is a worker that waits for work: no reason for concern.
bool IsIdle(const TaskSlot& task);

// A line of text, beginning with a line break, for each of `tasks` that has not
// finished, and is not idle.
std::string ListTasks(absl::Span<const TaskSlot* const> tasks,
                      const PendingOperations& names);

class Standstill {
 public:
  // `tasks` are those of the execution, in any order. No operation of theirs is
  // enabled.
  Standstill(absl::Span<const TaskSlot* const> tasks,
             const PendingOperations& names);

  const Finding& finding() const { return finding_; }
  std::string Message() const;

 private:
  using Visitor = absl::FunctionRef<void(size_t target)>;

  void FindCycle();
  bool FindCycleThrough(size_t start);
  void ExplainCycle();
  bool ExplainLostWakeUp();
  bool ExplainSpinning();
  void ExplainOtherwise();

  // Calls `visit` for each unfinished task that `task` waits for.
  void VisitTargets(size_t task, Visitor visit) const;
  std::string CycleText() const;
  std::string ListOthers() const;
  bool InCycle(size_t task) const;

  const PendingOperations& names_;
  // The unfinished ones that are not idle, by label.
  std::array<const TaskSlot*, kMaxTasks> tasks_ = {};
  size_t count_ = 0;
  // Indices of tasks_, each of which waits for the next one.
  std::array<size_t, kMaxTasks> cycle_ = {};
  size_t cycle_length_ = 0;
  Finding finding_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_STANDSTILL_H_
