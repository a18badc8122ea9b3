#include "checker/schedule/prospect.h"

#include <utility>

#include "checker/explore/explorer.h"
#include "checker/explore/forwarding_strategy.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/timeline.h"

namespace checker {
namespace {

// Gives the execution up after so many steps, and looks around there.
class LookAfter final : public ForwardingStrategy {
 public:
  LookAfter(Strategy& inner, uint32_t steps)
      : ForwardingStrategy(inner), steps_(steps) {}

  TaskId PickTask(const SchedulingPoint& point) override {
    const TaskId picked = ForwardingStrategy::PickTask(point);
    if (steps_-- > 0) return picked;
    for (const TaskId task : point.pending) {
      prospects_.push_back(
          {.operation = DescribeOperation(point.operations.pending(task),
                                          point.operations),
           .enabled = point.enabled.Contains(task),
           .next = task == picked});
    }
    return kPrune;
  }

  std::vector<Prospect> Take() { return std::move(prospects_); }

 private:
  uint32_t steps_;
  std::vector<Prospect> prospects_;
};

}  // namespace

std::vector<Prospect> ProspectsAfter(absl::FunctionRef<void()> body,
                                     const Schedule& schedule, uint32_t steps) {
  Explorer explorer(body);
  ReplayStrategy replay(schedule);
  LookAfter strategy(replay, steps);
  TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  return strategy.Take();
}

}  // namespace checker
