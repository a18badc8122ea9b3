// Uniform random walk: every interleaving as likely as any other.
//
//   UrwStrategy strategy(/*seed=*/1);
//   Explorer(body).Explore(strategy, {.max_executions = 10'000});
//
// A plain random walk prefers what short tasks do first: of two tasks with one
// and ten steps, the short one comes last in 1 of 1024 walks, though in 1 of 11
// interleavings. Here a task is drawn by the number of steps that it has left
// (StepForecast). That is exact if each task takes the same number of steps in
// every execution and nothing blocks; else an approximation. The first
// execution knows nothing and is a plain random walk.
//
// Finds bugs that need one task to be slow while another does much. For bugs in
// few operations among many, see SurwStrategy.
//
// Source: Zhao, Wolff, Mathur and Roychoudhury, "Selectively uniform
// concurrency testing", ASPLOS 2025.

#ifndef DIORACE_CHECKER_EXPLORE_URW_H_
#define DIORACE_CHECKER_EXPLORE_URW_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "checker/explore/sampler.h"
#include "checker/explore/step_forecast.h"
#include "checker/runtime/strategy.h"

namespace checker {

class UrwStrategy final : public Sampler {
 public:
  explicit UrwStrategy(uint64_t seed) : Sampler(seed) {}

  absl::string_view name() const override { return "urw"; }
  TaskId PickTask(const SchedulingPoint& point) override;
  void AtEnd(const EndPoint&) override { complete_ = true; }
  void FinishExecution() override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override {
    forecast_.OnSpawn(parent, child);
  }

 private:
  void Begin() override;

  StepForecast forecast_;
  StepForecast::Totals totals_ = {};
  StepForecast::Totals taken_ = {};  // in this execution
  bool complete_ = false;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_URW_H_
