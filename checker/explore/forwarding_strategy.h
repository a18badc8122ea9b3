// A strategy that passes everything on to another: what derives from it changes
// one thing.

#ifndef DIORACE_CHECKER_EXPLORE_FORWARDING_STRATEGY_H_
#define DIORACE_CHECKER_EXPLORE_FORWARDING_STRATEGY_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "checker/runtime/strategy.h"

namespace checker {

class ForwardingStrategy : public Strategy {
 public:
  explicit ForwardingStrategy(Strategy& inner) : inner_(inner) {}
  // One that forwards to another is not a copy of it.
  ForwardingStrategy(const ForwardingStrategy&) = delete;
  ForwardingStrategy& operator=(const ForwardingStrategy&) = delete;

  absl::string_view name() const override { return inner_.name(); }
  bool exhaustive() const override { return inner_.exhaustive(); }
  bool left_out() const override { return inner_.left_out(); }
  uint64_t trace_count() const override { return inner_.trace_count(); }
  bool StartExecution() override { return inner_.StartExecution(); }
  TaskId PickTask(const SchedulingPoint& point) override {
    return inner_.PickTask(point);
  }
  int PickValue(const ChoicePoint& point) override {
    return inner_.PickValue(point);
  }
  void AtEnd(const EndPoint& point) override { inner_.AtEnd(point); }
  void FinishExecution() override { inner_.FinishExecution(); }
  Worth worth() const override { return inner_.worth(); }
  bool hears_causes() const override { return inner_.hears_causes(); }
  void OnSpawn(TaskId parent, TaskId child) override {
    inner_.OnSpawn(parent, child);
  }
  void OnJoin(TaskId task, TaskId joined) override {
    inner_.OnJoin(task, joined);
  }
  void OnQuiescence(TaskId task) override { inner_.OnQuiescence(task); }
  absl::string_view divergence() const override { return inner_.divergence(); }

 private:
  Strategy& inner_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_FORWARDING_STRATEGY_H_
