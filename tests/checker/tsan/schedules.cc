#include "tests/checker/tsan/schedules.h"

#include <cstddef>

#include "checker/explore/dfs.h"

namespace checker {
namespace {

class Listener final : public ExecutionListener {
 public:
  explicit Listener(Schedule& schedule) : schedule_(schedule) {}

  bool IsNew(uint64_t) override { return true; }
  void OnViolation(const Violation& violation, uint32_t) override {
    schedule_.oracles.push_back(violation.oracle);
    for (const OperationText& operation : violation.operations)
      schedule_.tasks.push_back(operation.task);
  }

 private:
  Schedule& schedule_;
};

class FollowDecisions final : public Strategy {
 public:
  explicit FollowDecisions(const std::vector<Decision>& decisions)
      : decisions_(decisions) {}

  absl::string_view name() const override { return "follow"; }
  bool exhaustive() const override { return false; }
  bool StartExecution() override { return true; }
  TaskId PickTask(const SchedulingPoint& point) override {
    if (next_ == decisions_.size()) return kNoTask;
    const TaskId task{decisions_[next_++].value};
    return point.enabled.Contains(task) ? task : kNoTask;
  }
  int PickValue(const ChoicePoint&) override { return -1; }

 private:
  const std::vector<Decision>& decisions_;
  size_t next_ = 0;
};

}  // namespace

Schedule Schedules::Run(Strategy& strategy, absl::FunctionRef<void()> body,
                        bool stop_at_violation) {
  Schedule schedule;
  Listener listener(schedule);
  const ExecutionResult result = execution_.Run(
      body, strategy, {.stop_at_violation = stop_at_violation}, listener);
  if (result.end == ExecutionEnd::kDiverged)
    schedule.oracles.push_back("diverged");
  schedule.decisions = execution_.decisions();
  return schedule;
}

void Schedules::ForEach(absl::FunctionRef<void()> body,
                        absl::FunctionRef<void(const Schedule&)> visit) {
  DepthFirstStrategy strategy;
  while (strategy.StartExecution()) {
    const Schedule schedule = Run(strategy, body, /*stop_at_violation=*/false);
    strategy.FinishExecution();
    visit(schedule);
  }
}

Schedule Schedules::Follow(const std::vector<Decision>& decisions,
                           absl::FunctionRef<void()> body) {
  FollowDecisions strategy(decisions);
  return Run(strategy, body, /*stop_at_violation=*/true);
}

}  // namespace checker
