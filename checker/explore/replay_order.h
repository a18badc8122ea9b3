// Repeats the beginning of an execution, lets some tasks take a step each in a
// given order, and says what came of it, in terms that do not depend on the
// order: for comparing orders.
//
//   OrderReplay replay(execution, body);
//   const OrderOutcome one = replay.Run(prefix, {p, q});
//   const OrderOutcome other = replay.Run(prefix, {q, p});
//   if (one.performed == 2) replay.Difference(one, other);   // "" if none
//
// What the steps' tasks choose meanwhile depends only on the task and on how
// often it has chosen, so it is the same in every order.

#ifndef DIORACE_CHECKER_EXPLORE_REPLAY_ORDER_H_
#define DIORACE_CHECKER_EXPLORE_REPLAY_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/execution.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/strategy.h"

namespace checker {

// What a task does next.
struct Announced {
  OpKind kind;
  ObjectId object;
  ByteRange range;
  bool enabled;
  uint64_t word;  // of its object

  friend bool operator==(const Announced&, const Announced&) = default;
};

struct OrderOutcome {
  bool diverged = false;  // the body did not do what it did before
  size_t performed = 0;   // steps; fewer than asked for if one was disabled
  std::vector<Access> accesses;  // of the steps, each where it took place
  // The following are of the time after the steps, when all tasks have
  // announced what comes next.
  std::map<TaskId, Announced> announced;
  std::map<ObjectId, uint64_t> states;  // of all objects ever changed
  // By task, what it can tell of its step and of its choices since: values
  // returned, values to choose from, remarks.
  std::map<TaskId, std::string> seen;
  std::multiset<std::string> violations;  // since the prefix, by identity
};

class OrderReplay {
 public:
  // Both must outlive this. Runs of `execution` must not be nested.
  OrderReplay(Execution& execution, absl::FunctionRef<void()> body)
      : execution_(execution), body_(body) {}

  OrderOutcome Run(absl::Span<const Decision> prefix,
                   absl::Span<const TaskId> order);

  // What the outcomes of two orders do not agree on, or "".
  std::string Difference(const OrderOutcome& one,
                         const OrderOutcome& other) const;

  // In words, of the last Run: what happened in the prefix, and each step of
  // the order that was performed.
  const std::vector<std::string>& prefix_text() const { return prefix_text_; }
  const std::vector<std::string>& steps_text() const { return steps_text_; }
  absl::string_view label(TaskId task) const;

 private:
  class Driver;

  std::string Text(const std::map<TaskId, Announced>& announced,
                   TaskId task) const;

  Execution& execution_;
  absl::FunctionRef<void()> body_;
  std::vector<std::string> prefix_text_;
  std::vector<std::string> steps_text_;
  std::map<TaskId, std::string> task_labels_;
  std::map<ObjectId, std::string> object_labels_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_REPLAY_ORDER_H_
