#include "benchmarks/figures.h"

#include <time.h>

#include <fstream>
#include <string>

#include "benchmarks/floor.h"

namespace checker {
namespace {

// Not getrusage: its maximum includes the program that called exec, and under
// `bazel run` that is Bazel, which is larger.
double PeakMebibytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word != "VmHWM:") continue;
    double kibibytes;
    if (status >> kibibytes) return kibibytes / 1024;
  }
  return 0;
}

double CpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

Figures::Figures(benchmark::State& state)
    : state_(state), floor_(FloorNanoseconds()) {}

void Figures::Run(absl::FunctionRef<void()> body, Strategy& strategy,
                  const Budget& budget) {
  const double start = CpuSeconds();
  const Exploration exploration = Explorer(body).Explore(strategy, budget);
  const double elapsed = CpuSeconds() - start;
  state_.SetIterationTime(elapsed);
  nanoseconds_ += elapsed * 1e9;
  executions_ += static_cast<double>(exploration.executions);
  steps_ += static_cast<double>(exploration.steps);
  redundant_ += static_cast<double>(exploration.redundant);
}

Figures::~Figures() {
  const double floor = (floor_ + FloorNanoseconds()) / 2;
  const auto iterations = static_cast<double>(state_.iterations());
  auto& counters = state_.counters;
  counters[kFloorNanoseconds] = floor;
  counters[kStepNanoseconds] = nanoseconds_ / steps_;
  counters[kFloorsAStep] = nanoseconds_ / steps_ / floor;
  counters[kFloorsAnExecution] = nanoseconds_ / executions_ / floor;
  counters[kExecutions] = executions_ / iterations;
  counters[kRedundant] = redundant_ / iterations;
  counters[kExecutionsASecond] = executions_ / nanoseconds_ * 1e9;
  counters[kStepsASecond] = steps_ / nanoseconds_ * 1e9;
  counters[kPeakMebibytes] = PeakMebibytes();
}

}  // namespace checker
