// Keeps executions within a part of the search space.
//
// To a search, the tested code has one more wait for each constraint: the later
// step is disabled until the other has been taken. That is how DporStrategy
// treats it, and so it meets the traces of the part, once each, as it would
// meet those of any body. Owns() then says which of them are another part's.

#ifndef DIORACE_CHECKER_EXPLORE_PART_GUARD_H_
#define DIORACE_CHECKER_EXPLORE_PART_GUARD_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/explore/part.h"
#include "checker/explore/step_clocks.h"
#include "checker/explore/trace.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/strategy.h"

namespace checker {

class PartGuard {
 public:
  explicit PartGuard(Part part);

  // False for the whole: nothing else need be called.
  bool active() const { return !rules_.empty(); }

  // --- One execution ---

  void Start();
  // The tasks of `pending` that must not take their next step yet.
  TaskSet HeldBack(TaskSet pending, const PendingOperations& names);
  // Learns who is at hand, as the next does.
  void Meet(const ChoicePoint& point);
  // The value that the part has for the choice at hand.
  std::optional<int> ValueFor(const ChoicePoint& point);
  // `task` is about to take its next step, which was not taken before in this
  // place: orders it in `trace` behind those it has waited for.
  void Order(TaskId task, Trace& trace) const;
  // `task` takes its next step: a choice between `count` values, if that is not
  // 0.
  void Step(TaskId task, int count);
  // As Strategy says.
  void OnSpawn(TaskId parent, TaskId child);
  void OnJoin(TaskId task, TaskId joined);
  void OnQuiescence(TaskId task);

  // Whether the execution that has ended as `trace` is of this part: of those
  // whose cuts the trace could be met in, exactly one says so.
  bool Owns(const Trace& trace);

 private:
  // A constraint, with what is known of it in this exploration and in this
  // execution.
  struct Rule {
    Constraint constraint;
    TaskId first = kNoTask;  // until it is met
    TaskId then = kNoTask;
    uint32_t first_at = Trace::kNone;  // event
    uint32_t then_at = Trace::kNone;
    bool chosen = false;
  };
  void Learn(TaskSet tasks, const PendingOperations& names);

  std::vector<Rule> rules_;
  TaskSet known_;
  uint32_t steps_ = 0;
  std::array<uint32_t, kMaxTasks> taken_ = {};  // by task
  std::vector<StepClocks::Cause> causes_;
  StepClocks clocks_;  // of the last trace
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_PART_GUARD_H_
