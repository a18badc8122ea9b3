// A schedule as the few decisions that differ from a simple default.
//
// The default scheduler never preempts: the task that ran last goes on while it
// can; otherwise the enabled task with the smallest id runs. A schedule is then
// a set of switches, each keyed by what the running task has done ("when S has
// performed 12 operations, go on with U"), and a value for each choice. To drop
// a switch does not shift the others, which is what makes schedules easy to
// shrink.

#ifndef DIORACE_CHECKER_SCHEDULE_SWITCHES_H_
#define DIORACE_CHECKER_SCHEDULE_SWITCHES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/runtime/execution.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/strategy.h"

namespace checker {

// When `after` has performed `operations` operations and performed the last
// step, `to` performs the next one. kNoTask with 0 stands for the start.
struct Switch {
  TaskId after = kNoTask;
  uint32_t operations = 0;
  TaskId to = kNoTask;

  friend bool operator==(const Switch&, const Switch&) = default;
};

struct SwitchSchedule {
  std::vector<Switch> switches;
  std::vector<int> values;  // of choices, in the order in which they are made;
                            // 0 from the end on

  friend bool operator==(const SwitchSchedule&,
                         const SwitchSchedule&) = default;
};

// The task that the default scheduler picks.
TaskId DefaultPick(const SchedulingPoint& point);

// Runs a SwitchSchedule. A switch whose target is not enabled at its place is
// passed over.
class SwitchStrategy final : public Strategy {
 public:
  explicit SwitchStrategy(const SwitchSchedule& schedule)
      : schedule_(schedule) {}

  absl::string_view name() const override { return "switches"; }
  bool exhaustive() const override { return false; }
  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;

 private:
  const SwitchSchedule& schedule_;
  std::array<uint32_t, kMaxTasks> performed_ = {};
  TaskId last_ = kNoTask;
  size_t choices_ = 0;
};

// Repeats `decisions`, then follows the default scheduler, and writes down as
// switches what differs from the default among the repeated decisions. Diverges
// if a decision cannot be made.
class SwitchRecorder final : public Strategy {
 public:
  explicit SwitchRecorder(const std::vector<Decision>& decisions)
      : decisions_(decisions) {}

  absl::string_view name() const override { return "recorder"; }
  bool exhaustive() const override { return false; }
  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;

  const SwitchSchedule& schedule() const { return schedule_; }

  // Of the repeated decisions: the places where the task that ran last could
  // not go on, so that to run any other is no preemption. `to` is the task that
  // ran.
  const std::vector<Switch>& free_places() const { return free_places_; }

  // Of the repeated decisions: steps at which a task was left although it could
  // go on, steps by another task than the step before, and all steps.
  uint32_t preemptions() const { return preemptions_; }
  uint32_t context_switches() const { return context_switches_; }
  uint32_t steps() const { return steps_; }

 private:
  const std::vector<Decision>& decisions_;
  SwitchSchedule schedule_;
  std::vector<Switch> free_places_;
  uint32_t preemptions_ = 0;
  uint32_t context_switches_ = 0;
  uint32_t steps_ = 0;
  std::array<uint32_t, kMaxTasks> performed_ = {};
  TaskId last_ = kNoTask;
  size_t next_ = 0;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_SWITCHES_H_
