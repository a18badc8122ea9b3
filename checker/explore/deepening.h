// Iterative deepening: the whole search with no preemption, then with one, two
// … until a bound leaves nothing out. So violations are found in the order of
// the preemptions they need, and what is known at any time is "complete up to
// k preemptions".
//
// Source: Musuvathi and Qadeer, "Iterative context bounding", PLDI 2007.

#ifndef DIORACE_CHECKER_EXPLORE_DEEPENING_H_
#define DIORACE_CHECKER_EXPLORE_DEEPENING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "absl/strings/string_view.h"
#include "checker/runtime/strategy.h"

namespace checker {

class DeepeningStrategy final : public Strategy {
 public:
  using MakeBounded =
      std::function<std::unique_ptr<Strategy>(uint32_t preemptions)>;

  explicit DeepeningStrategy(MakeBounded make)
      : make_(std::move(make)), inner_(make_(0)) {}

  absl::string_view name() const override { return inner_->name(); }
  bool exhaustive() const override { return true; }
  bool left_out() const override { return inner_->left_out(); }
  std::optional<uint32_t> bound_done() const override {
    return bound_ == 0 ? std::optional<uint32_t>() : bound_ - 1;
  }
  uint64_t trace_count() const override { return inner_->trace_count(); }

  bool StartExecution() override {
    if (inner_->StartExecution()) return true;
    if (!inner_->left_out()) return false;
    inner_ = make_(++bound_);
    return inner_->StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    return inner_->PickTask(point);
  }
  int PickValue(const ChoicePoint& point) override {
    return inner_->PickValue(point);
  }
  void AtEnd(const EndPoint& point) override { inner_->AtEnd(point); }
  void FinishExecution() override { inner_->FinishExecution(); }
  void OnSpawn(TaskId parent, TaskId child) override {
    inner_->OnSpawn(parent, child);
  }
  void OnJoin(TaskId task, TaskId joined) override {
    inner_->OnJoin(task, joined);
  }
  void OnQuiescence(TaskId task) override { inner_->OnQuiescence(task); }
  absl::string_view divergence() const override { return inner_->divergence(); }

 private:
  const MakeBounded make_;
  uint32_t bound_ = 0;
  std::unique_ptr<Strategy> inner_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_DEEPENING_H_
