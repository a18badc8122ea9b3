// Eight shares of a large search space: each is worth having, and all of them
// together cost little more than one search.
//
// Prints the table of docs/scaling.md.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/partition.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/known_programs.h"
#include "tests/checker/explore/parametric_programs.h"

namespace checker {
namespace {

constexpr uint32_t kShares = 8;

struct Program {
  std::string name;
  uint64_t traces;
  std::function<void()> body;
};

void PrintTo(const Program& program, std::ostream* out) {
  *out << program.name;
}

Program Sized(const char* name, uint64_t traces, void (*body)(int, TaskOrder),
              int n) {
  return {absl::StrCat(name, "_", n), traces,
          [=] { body(n, TaskOrder::kAsListed); }};
}

// Tasks of so many stores.
void Steps(const std::vector<int>& steps) {
  Atomic<int> x("x", 0);
  for (size_t i = 0; i < steps.size(); ++i) {
    Spawn(Name("t", static_cast<int>(i)), [&x, count = steps[i]] {
      for (int j = 0; j < count; ++j) x.Store(j, std::memory_order_relaxed);
    });
  }
  JoinAll();
}

// Tasks that choose, and then take so many steps.
void Drawing(int tasks, int values) {
  Atomic<int> x("x", 0);
  for (int t = 0; t < tasks; ++t) {
    Spawn(Name("t", t), [&x, values] {
      const int steps = 1 + Choose(values, "steps");
      for (int i = 0; i < steps; ++i) x.FetchAdd(1, std::memory_order_relaxed);
    });
  }
  JoinAll();
}

void Choices(int tasks, int values) {
  for (int t = 0; t < tasks; ++t)
    Spawn(Name("t", t), [values] { Choose(values, "choice"); });
  JoinAll();
}

// Numbers of traces are published, or arithmetic, or those of a search that was
// not divided.
std::vector<Program> LargePrograms() {
  return {
      Sized("inc", 518400, Inc, 6),
      Sized("ainc", 362880, AtomicInc, 9),
      Sized("binc", 518400, AtomicIncTwo, 6),
      Sized("readers", 131072, Readers, 17),
      Sized("n_writes_a_read_two_tasks", 136136, WritesAReadTwoTasks, 9),
      Sized("redundant_co", 411840, RedundantCo, 7),
      Sized("lastzero", 147456, LastZero, 15),
      Sized("lockinc", 362880, LockedInc, 9),
      Sized("race_parametric", 372436, RaceParametric, 6),
      Sized("indexer", 262144, Indexer, 17),
      {"steps_10_10", 184756, [] { Steps({10, 10}); }},
      {"steps_2_2_2_2_2", 113400, [] { Steps({2, 2, 2, 2, 2}); }},
      {"steps_1_1_1_60", 238266, [] { Steps({1, 1, 1, 60}); }},
      {"drawing_4", 1087104, [] { Drawing(4, 3); }},
      {"choices_6", 117649, [] { Choices(6, 7); }},
  };
}

// What the shares have, by share, and what all of it costs.
struct Shared {
  std::vector<uint64_t> traces;
  uint64_t made = 0;  // executions, also those in vain

  uint64_t all() const {
    return std::accumulate(traces.begin(), traces.end(), uint64_t{0});
  }
};

Shared ExploreShares(const std::function<void()>& program) {
  const auto body = [&] { program(); };
  Explorer maker(body);
  const Partition partition = *MakePartition(maker, {.shares = kShares}, {});
  Shared shared{.traces = {}, .made = kShares * partition.executions};
  for (const std::vector<size_t>& share : partition.shares) {
    uint64_t& traces = shared.traces.emplace_back(0);
    for (const size_t part : share) {
      DporStrategy strategy(DporMode::kOptimal, partition.parts[part]);
      const Exploration exploration = Explorer(body).Explore(strategy, {});
      EXPECT_EQ(exploration.stop, StopReason::kExhausted);
      traces += exploration.executions;
      shared.made += exploration.executions + exploration.redundant;
    }
  }
  return shared;
}

class EvenShares : public testing::TestWithParam<Program> {};

INSTANTIATE_TEST_SUITE_P(Large, EvenShares, testing::ValuesIn(LargePrograms()),
                         [](const auto& info) { return info.param.name; });

TEST_P(EvenShares, OfLargeProgramsCostLittle) {
  const Program& program = GetParam();
  const Shared shared = ExploreShares(program.body);
  const uint64_t largest =
      *std::max_element(shared.traces.begin(), shared.traces.end());
  std::printf(
      "| %s | %lu | %.2f | %.2f |\n", program.name.c_str(), shared.all(),
      static_cast<double>(largest * kShares) /
          static_cast<double>(shared.all()),
      static_cast<double>(shared.made) / static_cast<double>(program.traces));
  EXPECT_EQ(shared.all(), program.traces);
  EXPECT_LE(largest * kShares, 2 * program.traces);
  EXPECT_LE(5 * shared.made, 6 * program.traces);
}

// Of small ones, too: but for the first execution, which every share makes.
TEST(SharesOfSmallPrograms, CostLittle) {
  for (const KnownProgram& program : KnownPrograms()) {
    if (!program.traces.has_value() || *program.traces > 20'000) continue;
    const Shared shared =
        ExploreShares([&] { program.body(TaskOrder::kAsListed); });
    EXPECT_EQ(shared.all(), *program.traces) << program.name;
    EXPECT_LE(shared.made, *program.traces * 6 / 5 + kShares) << program.name;
  }
}

}  // namespace
}  // namespace checker
