// Who decides: at each scheduling point which task performs its announced
// operation, at each Choose which value.

#ifndef DIORACE_CHECKER_RUNTIME_STRATEGY_H_
#define DIORACE_CHECKER_RUNTIME_STRATEGY_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/name.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// The pending operations of all tasks of the present execution.
class PendingOperations {
 public:
  // The operation that `task`, a member of SchedulingPoint::pending, will
  // perform when it is picked.
  virtual const Operation& pending(TaskId task) const = 0;
  // Identity of the tracked allocation that `object` is part of, kNoObject if
  // of none.
  virtual ObjectId owner(ObjectId object) const = 0;
  virtual absl::string_view task_label(TaskId task) const = 0;
  virtual absl::string_view object_label(ObjectId object) const = 0;

 protected:
  ~PendingOperations() = default;
};

struct SchedulingPoint {
  TaskSet enabled;  // not empty
  TaskSet pending;  // these and those whose operation is disabled
  // The task that performed the last operation, if it is enabled now: picking
  // another one is a preemption.
  TaskId current = kNoTask;
  const PendingOperations& operations;
};

struct ChoicePoint {
  TaskId task;
  int count;  // values 0 … count-1
  Name site;
  const PendingOperations& operations;
};

// The end of an execution in which no operation is enabled any more.
struct EndPoint {
  TaskSet blocked;  // tasks whose announced operation never became enabled
  const PendingOperations& operations;
};

// One execution finds any given bug of this depth (pct.h says what that is)
// with probability at least 1 / (tasks * steps^(depth - 1)).
struct DepthBound {
  int depth = 0;
  int tasks = 0;       // the most that an execution had; 0: nothing is known
  uint32_t steps = 0;  // the most at which there was a choice of tasks
};

// How many executions there are to try.
struct SizeEstimate {
  double total = 0;
  // Bounds of the total: of a rough estimate what is certain, which is little
  // (`high` may be infinite); else a 95 % interval.
  double low = 0;
  double high = 0;
  bool rough = false;
};

// What PickTask answers to say that nothing new can be met from here, and the
// execution is to be given up.
inline constexpr TaskId kPrune{0xfffe};

// What an execution was worth to an exploration.
enum class Worth : uint8_t {
  kNew,
  kNone,      // who explores another part of the search space meets it, too
  kRepeated,  // it was made before, and counted then
};

// One object serves all executions of an exploration, in turn:
//   while (strategy.StartExecution()) { …PickTask and PickValue, any number of
//   times…; strategy.FinishExecution(); }
// A strategy is deterministic: given the same seed and the same answers, it
// decides the same.
class Strategy {
 public:
  virtual ~Strategy() = default;

  virtual absl::string_view name() const = 0;
  // Whether it stops by itself, having tried everything that it promises to
  // try. If so, an execution must go on after a violation, since ending it
  // early would hide others.
  virtual bool exhaustive() const = 0;
  // Whether an exhaustive strategy has kept away from something because of a
  // bound. Then that it stops proves less.
  virtual bool left_out() const { return false; }
  // The largest bound within which everything has been tried, if it tries one
  // after the other.
  virtual std::optional<uint32_t> bound_done() const { return std::nullopt; }
  // How many classes of equivalent executions were met; 0 if nobody counts
  // them.
  virtual uint64_t trace_count() const { return 0; }

  // How many executions it makes in all, those made included, as far as can be
  // told from these; asked between executions, so it may take a moment.
  virtual std::optional<SizeEstimate> Estimate() const { return std::nullopt; }

  // False when nothing is left to try.
  virtual bool StartExecution() = 0;
  // A member of point.enabled; or kPrune; or kNoTask if the strategy finds that
  // the tested code is not the one it has seen before; then the execution ends
  // and divergence() says why.
  virtual TaskId PickTask(const SchedulingPoint& point) = 0;
  // A value in [0, point.count), or -1 for the same.
  virtual int PickValue(const ChoicePoint& point) = 0;
  // Before what is left of the tasks is unwound. Not called if the execution
  // ended otherwise.
  virtual void AtEnd(const EndPoint&) {}
  virtual void FinishExecution() {}
  // What the last execution was worth, if it was not pruned.
  virtual Worth worth() const { return Worth::kNew; }

  // Whether it wants to hear of the following. Asked once an execution.
  virtual bool hears_causes() const { return false; }
  // What orders tasks beside their operations: `child`, just spawned, goes on
  // after what `parent` has done so far; `task` after all that `joined` did, or
  // after all that anybody did.
  virtual void OnSpawn(TaskId /*parent*/, TaskId /*child*/) {}
  virtual void OnJoin(TaskId /*task*/, TaskId /*joined*/) {}
  virtual void OnQuiescence(TaskId /*task*/) {}

  // What is known of the chance that one execution finds a bug.
  virtual std::optional<DepthBound> bound() const { return std::nullopt; }

  // Why the last execution could not be continued.
  virtual absl::string_view divergence() const { return {}; }
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_STRATEGY_H_
