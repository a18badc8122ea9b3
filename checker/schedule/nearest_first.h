// Every interleaving, those first that follow a recorded schedule most closely:
// the guided one (guidance.h), then all that deviate from the advice once, then
// twice, and so on. After a deviation the advice goes on.
//
// Each execution is begun by one list of deviations, so none is tried twice;
// the lists that are still to be tried are kept, which takes memory that grows
// with the executions made.

#ifndef DIORACE_CHECKER_SCHEDULE_NEAREST_FIRST_H_
#define DIORACE_CHECKER_SCHEDULE_NEAREST_FIRST_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/runtime/strategy.h"
#include "checker/schedule/guidance.h"
#include "checker/schedule/schedule.pb.h"

namespace checker {

class NearestFirstStrategy final : public Strategy {
 public:
  // `schedule` is read only here.
  explicit NearestFirstStrategy(const Schedule& schedule)
      : guidance_(schedule) {}

  absl::string_view name() const override { return "nearest"; }
  bool exhaustive() const override { return true; }
  bool left_out() const override { return left_out_; }
  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  void FinishExecution() override;
  absl::string_view divergence() const override { return divergence_; }

  // How often the present execution deviates from the advice.
  size_t deviations() const { return present_.size(); }

 private:
  // At the decision with this number, this task or value, not what is advised.
  struct Deviation {
    uint32_t decision;
    uint16_t value;
  };

  // What deviates here, or `advised`; alternatives are remembered.
  uint16_t Decide(uint16_t advised, uint64_t possible);

  Guidance guidance_;
  std::deque<std::vector<Deviation>> untried_ = {{}};
  std::vector<Deviation> present_;
  std::vector<Deviation> alternatives_;  // after the last of present_
  uint32_t decision_ = 0;
  size_t deviated_ = 0;  // how many of present_ are behind
  bool left_out_ = false;
  std::string divergence_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_NEAREST_FIRST_H_
