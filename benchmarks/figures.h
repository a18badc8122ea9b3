// What explorations cost, as counters of a benchmark.
//
//   Figures figures(state);
//   for (auto _ : state) {
//     DporStrategy strategy;
//     figures.Run(body, strategy, {});
//   }
//
// Machines are shared: seconds are those that the thread, which never waits,
// had a CPU for, and the floor is measured before and after.

#ifndef DIORACE_BENCHMARKS_FIGURES_H_
#define DIORACE_BENCHMARKS_FIGURES_H_

#include <benchmark/benchmark.h>

#include "absl/functional/function_ref.h"
#include "checker/explore/explorer.h"
#include "checker/runtime/strategy.h"

namespace checker {

// The counters' names.
inline constexpr char kFloorNanoseconds[] = "floor_ns";
inline constexpr char kStepNanoseconds[] = "step_ns";
inline constexpr char kFloorsAStep[] = "floors_a_step";
inline constexpr char kFloorsAnExecution[] = "floors_an_execution";
inline constexpr char kExecutions[] = "executions";  // of one exploration
inline constexpr char kRedundant[] = "redundant";    // of one exploration
inline constexpr char kExecutionsASecond[] = "executions_a_second";
inline constexpr char kStepsASecond[] = "steps_a_second";
// Of the process, so what comes later includes what came before.
inline constexpr char kPeakMebibytes[] = "peak_MiB";

class Figures {
 public:
  explicit Figures(benchmark::State& state);
  Figures(const Figures&) = delete;
  Figures& operator=(const Figures&) = delete;
  ~Figures();  // sets the counters

  // One iteration: one exploration, everything that it sets up included.
  void Run(absl::FunctionRef<void()> body, Strategy& strategy,
           const Budget& budget);

 private:
  benchmark::State& state_;
  const double floor_;
  double nanoseconds_ = 0;
  double executions_ = 0;
  double steps_ = 0;
  double redundant_ = 0;
};

}  // namespace checker

#endif  // DIORACE_BENCHMARKS_FIGURES_H_
