// How fast the checker explores, as ratios to the floor (floor.h) measured in
// the same run.
//
//   bazel run -c opt //benchmarks:checker
//
// Targets: random walk on the racy counter at most 8 floors a step, all
// detectors on; optimal reduction on the same with 6 tasks (518,400 traces) at
// most 250 floors a trace, in less than 64 MiB.

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdint>

#include "benchmarks/floor.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/random.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

template <int kTasks>
void RacyCounter() {
  Atomic<int> x("x", 0);
  for (int i = 0; i < kTasks; ++i)
    Spawn(Name("t", i), [&] { x.Store(x.Load(kRelaxed) + 1, kRelaxed); });
  JoinAll();
}

template <int kTasks, int kTimes>
void AtomicCounter() {
  Atomic<int> x("x", 0);
  for (int i = 0; i < kTasks; ++i) {
    Spawn(Name("t", i), [&] {
      for (int j = 0; j < kTimes; ++j) x.FetchAdd(1, kRelaxed);
    });
  }
  JoinAll();
}

double PeakMebibytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Explores once per iteration, and adds what it took.
class Figures {
 public:
  explicit Figures(benchmark::State& state)
      : state_(state), floor_(FloorNanoseconds()) {}

  void Run(absl::FunctionRef<void()> body, Strategy& strategy,
           const Budget& budget) {
    const auto start = std::chrono::steady_clock::now();
    const Exploration exploration = Explorer(body).Explore(strategy, budget);
    const std::chrono::duration<double> elapsed =
        std::chrono::steady_clock::now() - start;
    state_.SetIterationTime(elapsed.count());
    nanoseconds_ += elapsed.count() * 1e9;
    executions_ += static_cast<double>(exploration.executions);
    steps_ += static_cast<double>(exploration.steps);
    redundant_ += static_cast<double>(exploration.redundant);
  }

  ~Figures() {
    const double floor = (floor_ + FloorNanoseconds()) / 2;
    auto& counters = state_.counters;
    counters["floor_ns"] = floor;
    counters["step_ns"] = nanoseconds_ / steps_;
    counters["floors_a_step"] = nanoseconds_ / steps_ / floor;
    counters["floors_an_execution"] = nanoseconds_ / executions_ / floor;
    counters["executions"] =
        executions_ / static_cast<double>(state_.iterations());
    counters["executions_a_second"] = executions_ / nanoseconds_ * 1e9;
    counters["redundant"] = redundant_;
    counters["peak_MiB"] = PeakMebibytes();
  }

  Figures(const Figures&) = delete;
  Figures& operator=(const Figures&) = delete;

 private:
  benchmark::State& state_;
  const double floor_;
  double nanoseconds_ = 0;
  double executions_ = 0;
  double steps_ = 0;
  double redundant_ = 0;
};

template <void (*kBody)()>
void OptimalDpor(benchmark::State& state) {
  Figures figures(state);
  for (auto _ : state) {
    DporStrategy strategy;
    figures.Run(kBody, strategy, {});
  }
}

template <void (*kBody)()>
void RandomWalk(benchmark::State& state) {
  Figures figures(state);
  for (auto _ : state) {
    RandomStrategy strategy(1);
    figures.Run(kBody, strategy, {.max_executions = 100'000});
  }
}

template <void (*kBody)()>
void Dfs(benchmark::State& state) {
  Figures figures(state);
  for (auto _ : state) {
    DepthFirstStrategy strategy;
    figures.Run(kBody, strategy, {});
  }
}

// The memory figure is the process's, so what comes later includes what came
// before.
BENCHMARK(OptimalDpor<RacyCounter<6>>)->UseManualTime()->Iterations(1);
BENCHMARK(OptimalDpor<RacyCounter<5>>)->UseManualTime()->Iterations(5);
BENCHMARK(RandomWalk<RacyCounter<4>>)->UseManualTime()->Iterations(11);
BENCHMARK(RandomWalk<AtomicCounter<4, 100>>)->UseManualTime()->Iterations(1);
BENCHMARK(Dfs<AtomicCounter<9, 1>>)->UseManualTime()->Iterations(1);

void Known(benchmark::State& state, const KnownProgram& program) {
  Figures figures(state);
  const auto body = [&] { program.body(TaskOrder::kAsListed); };
  for (auto _ : state) {
    DporStrategy strategy;
    figures.Run(body, strategy, {});
  }
}

void RegisterKnownPrograms() {
  for (const KnownProgram& program : KnownPrograms()) {
    if (program.traces.value_or(0) < 100) continue;
    benchmark::RegisterBenchmark(
        ("OptimalDpor/" + program.name).c_str(),
        [&program](benchmark::State& state) { Known(state, program); })
        ->UseManualTime()
        ->Iterations(1);
  }
}

}  // namespace
}  // namespace checker

int main(int argc, char** argv) {
  checker::RegisterKnownPrograms();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
