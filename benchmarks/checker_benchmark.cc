// How fast the checker explores, as ratios to the floor (floor.h) measured in
// the same run.
//
//   bazel run -c opt //benchmarks:checker
//   bazel run -c opt //benchmarks:checker -- --markdown
//       --benchmark_repetitions=5 --benchmark_filter=surw
//
// The library's warning that it was built as DEBUG does not matter: it only
// prints what figures.cc measures.
//
// Targets: random walk on the racy counter at most 8 floors a step, all
// detectors on; optimal reduction on the same with 6 tasks (518,400 traces) at
// most 250 floors a trace, in less than 64 MiB. With ThreadSanitizer, whose
// floor is higher, the random walk at most 6 floors a step:
//
//   bazel run --config=tsan //benchmarks:checker --
//       --benchmark_filter='tsan_edge|random/.*counter_4'
//
// That is met where steps order nothing (atomic_counter_4_100). Where a task
// has two steps between being spawned and being joined (racy_counter_4), it
// cannot be: see tsan_edge, and docs/tsan.md.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "benchmarks/figures.h"
#include "benchmarks/floor.h"
#include "benchmarks/markdown.h"
#include "benchmarks/tsan_order.h"
#include "checker/explore/explorer.h"
#include "checker/strategies.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "model/workload.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "tests/checker/explore/known_programs.h"
#include "tests/model/small_io.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

// W1.
void RacyCounter(int tasks) {
  Atomic<int> x("x", 0);
  for (int i = 0; i < tasks; ++i)
    Spawn(Name("t", i), [&] { x.Store(x.Load(kRelaxed) + 1, kRelaxed); });
  JoinAll();
}

void AtomicCounter(int tasks, int times) {
  Atomic<int> x("x", 0);
  for (int i = 0; i < tasks; ++i) {
    Spawn(Name("t", i), [&] {
      for (int j = 0; j < times; ++j) x.FetchAdd(1, kRelaxed);
    });
  }
  JoinAll();
}

struct Program {
  std::string name;
  std::function<void()> body;
};

// The benchmark "label/program.name".
void Register(absl::string_view label, const Program& program,
              const StrategyOptions& options, const Budget& budget,
              int64_t explorations) {
  const std::string name = absl::StrCat(label, "/", program.name);
  benchmark::RegisterBenchmark(name.c_str(),
                               [=](benchmark::State& state) {
                                 Figures figures(state);
                                 for (auto _ : state) {
                                   const std::unique_ptr<Strategy> strategy =
                                       *MakeStrategy(options);
                                   figures.Run(program.body, *strategy, budget);
                                 }
                               })
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(explorations);
}

void RegisterSamplers(const Program& program, uint64_t executions) {
  for (const char* name : {"random", "urw", "surw", "pct", "pos"})
    Register(name, program, {.name = name}, {.max_executions = executions}, 1);
}

Program Known(const KnownProgram& program) {
  return {program.name, [&program] { program.body(TaskOrder::kAsListed); }};
}

const KnownProgram& KnownProgramNamed(absl::string_view name) {
  for (const KnownProgram& program : KnownPrograms())
    if (program.name == name) return program;
  std::abort();
}

Program BuiltInScenario(const std::string& name) {
  const auto loaded = diorace::LoadScenario(name, /*directory=*/"");
  const auto compiled = std::make_shared<diorace::CompiledScenario>(
      *diorace::Compile(loaded->scenario));
  return {name, [compiled] { compiled->Run(); }};
}

// Bounced, three bios of two chunks, two users who store, on 7.0.
Program Model(dio::ReqOp op) {
  const auto workload = std::make_shared<dio::Workload>(
      dio::MakeSmallIo({.op = op, .bios = 3, .users = 2}));
  return {op == dio::ReqOp::kWrite ? "model_bounced_write_3_bios"
                                   : "model_bounced_read_3_bios",
          [workload] { dio::RunWorkload(*workload); }};
}

void RegisterKnownPrograms() {
  constexpr uint64_t kEnough = 20'000;  // executions
  for (const KnownProgram& program : KnownPrograms()) {
    const uint64_t traces = program.traces.value_or(0);
    if (traces < 100) continue;
    Register("dpor", Known(program), {.name = "dpor"}, {},
             static_cast<int64_t>(kEnough / traces + 1));
  }
}

#ifdef CHECKER_TSAN
// In floors, what a step that orders two tasks cannot cost less than.
void RegisterTsanEdge() {
  benchmark::RegisterBenchmark("tsan_edge", [](benchmark::State& state) {
    const double floor = FloorNanoseconds();
    double edge = 0;
    for (auto _ : state) edge = TsanEdgeNanoseconds();
    state.counters[kFloorNanoseconds] = floor;
    state.counters["edge_ns"] = edge;
    state.counters["floors_an_edge"] = edge / floor;
  })->Iterations(1);
}
#else
void RegisterTsanEdge() {}
#endif

void RegisterAll() {
  RegisterTsanEdge();
  // First, since the memory figure is the process's.
  const Program racy_counter_6 = {"racy_counter_6", [] { RacyCounter(6); }};
  Register("dpor", racy_counter_6, {.name = "dpor"}, {}, 1);
  Register("dpor_2_preemptions", racy_counter_6,
           {.name = "dpor", .preemption_bound = 2}, {}, 1);
  RegisterSamplers({"racy_counter_4", [] { RacyCounter(4); }}, 1'000'000);
  RegisterSamplers({"atomic_counter_4_100", [] { AtomicCounter(4, 100); }},
                   10'000);
  Register("dfs", Known(KnownProgramNamed("readers_8")), {.name = "dfs"}, {},
           1);
  for (const char* variant : {"zero_copy", "bounce"}) {
    for (const int users : {1, 3}) {
      const std::string name =
          absl::StrCat("w2_", variant, "_handshake_", users);
      Register("dpor", Known(KnownProgramNamed(name)), {.name = "dpor"}, {},
               users == 1 ? 2000 : 200);
    }
  }
  RegisterKnownPrograms();
  Register("random", Known(KnownProgramNamed("w2_bounce_handshake_3")),
           {.name = "random"}, {.max_executions = 100'000}, 1);
  for (const dio::ReqOp op : {dio::ReqOp::kWrite, dio::ReqOp::kRead}) {
    const Program model = Model(op);
    Register("dpor", model, {.name = "dpor"}, {}, 50);
    Register("random", model, {.name = "random"}, {.max_executions = 50'000},
             1);
  }
  for (const char* name :
       {"xfs_pi_write_bounced_store", "xfs_pi_read_zero_copy_store"}) {
    const Program scenario = BuiltInScenario(name);
    Register("dpor", scenario, {.name = "dpor"}, {}, 1000);
    Register("surw", scenario, {.name = "surw"}, {.max_executions = 100'000},
             1);
  }
}

// Removes `flag` from the arguments; returns whether it was there.
bool Take(absl::string_view flag, int& argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (argv[i] != flag) continue;
    for (; i + 1 < argc; ++i) argv[i] = argv[i + 1];
    argv[--argc] = nullptr;
    return true;
  }
  return false;
}

}  // namespace
}  // namespace checker

int main(int argc, char** argv) {
  const bool markdown = checker::Take("--markdown", argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  checker::RegisterAll();
  if (markdown) {
    checker::MarkdownReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
  } else {
    benchmark::RunSpecifiedBenchmarks();
  }
}
