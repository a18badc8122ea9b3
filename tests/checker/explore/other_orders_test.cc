// One execution tells how many traces there are, about, where every order has
// the same steps.

#include "checker/explore/other_orders.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

double Mean(const std::function<void()>& program) {
  constexpr uint64_t kSeeds = 500;
  const auto body = [&] { program(); };
  Explorer explorer(body);
  DporStrategy strategy;
  OrderRecorder recorder(strategy);
  explorer.Explore(recorder, {.max_executions = 1});
  double sum = 0;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed)
    sum += CountOtherOrders(recorder.recorded(), seed);
  return sum / kSeeds;
}

TEST(CountOtherOrders, IsRightOnAverage) {
  const std::map<std::string, double> traces = {
      {"inc_4", 576},
      {"ainc_5", 120},
      {"binc_3", 36},
      {"readers_8", 256},
      {"redundant_co_2", 90},
      {"n_writes_a_read_two_tasks_4", 182},
      {"race_parametric_3", 328},
      {"lockinc_4", 24},
      {"indexer_13", 64},
      {"filesystem_18", 32},
      {"w2_bounce_3", 27},
      {"iriw", 15}};
  size_t found = 0;
  for (const KnownProgram& program : KnownPrograms()) {
    const auto expected = traces.find(program.name);
    if (expected == traces.end()) continue;
    ++found;
    EXPECT_NEAR(Mean([&] { program.body(TaskOrder::kAsListed); }),
                expected->second, expected->second / 10)
        << program.name;
  }
  EXPECT_EQ(found, traces.size());
}

// Waiting is not turned round, nor is what was done before a task was spawned
// or after it was joined.
TEST(CountOtherOrders, OfWhatWaitsThereIsOne) {
  EXPECT_EQ(Mean([] {
              Atomic<int> x("x", 0), go("go", 0);
              x.Store(1);
              Spawn("waits", [&] {
                go.Await([](int value) { return value == 1; });
                x.Store(2);
              });
              Spawn("goes", [&] {
                x.Store(3);
                go.Store(1);
              });
              JoinAll();
              x.Store(4);
            }),
            1);
}

}  // namespace
}  // namespace checker
