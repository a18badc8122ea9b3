// Searches with a bound on preemptions: known counts, and no class is lost to
// the reduction.

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/explore/bounded_dpor.h"
#include "checker/explore/deepening.h"
#include "checker/explore/dfs.h"
#include "checker/explore/explorer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/canonical_trace.h"
#include "tests/checker/explore/generated_program.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

using ::testing::ElementsAre;

struct Seen {
  Exploration exploration;
  std::map<std::string, uint64_t> traces = {};
  std::set<std::string> violations = {};
};

Seen ExploreWith(Strategy& strategy, absl::FunctionRef<void()> body,
                 Budget budget = {}) {
  CanonicalTraces traces(strategy);
  Seen seen{.exploration = Explorer(body).Explore(traces, budget)};
  seen.traces = traces.traces();
  for (const FoundViolation& found : seen.exploration.violations)
    seen.violations.insert(found.violation.Identity());
  return seen;
}

const KnownProgram& Named(const std::string& name) {
  for (const KnownProgram& program : KnownPrograms()) {
    if (program.name == name) return program;
  }
  ADD_FAILURE() << "no program " << name;
  return KnownPrograms().front();
}

struct Counts {
  std::string program;
  std::vector<uint64_t> interleavings;  // by preemptions, from 0
  std::vector<uint64_t> traces;
};

class BoundedCountsTest : public testing::TestWithParam<Counts> {};

// Numbers that others have published.
INSTANTIATE_TEST_SUITE_P(
    Published, BoundedCountsTest,
    testing::Values(
        Counts{"inc_2", {2, 4, 6}, {2, 4, 4}},
        Counts{"inc_3", {6, 24, 60, 90}, {6, 24, 36, 36}},
        Counts{"inc_4", {24, 168, 672, 1656, 2520}, {24, 168, 432, 576, 576}},
        Counts{"store_buffering", {2, 4, 6}, {2, 3, 3}},
        Counts{"message_passing", {2, 4, 6}, {2, 3, 3}},
        Counts{"load_buffering", {2, 4, 6}, {2, 3, 3}},
        Counts{"two_plus_two_writes", {2, 4, 6}, {2, 3, 3}},
        Counts{"lastzero_3", {24, 142, 451}, {12, 12, 12}}),
    [](const auto& info) { return info.param.program; });

TEST_P(BoundedCountsTest, AsPublished) {
  const KnownProgram& program = Named(GetParam().program);
  for (const TaskOrder order :
       {TaskOrder::kAsListed, TaskOrder::kReversed, TaskOrder::kRotated}) {
    const auto body = [&] { program.body(order); };
    for (uint32_t bound = 0; bound < GetParam().interleavings.size(); ++bound) {
      SCOPED_TRACE(absl::StrCat(bound, " preemptions"));
      DepthFirstStrategy plain(bound);
      const Seen all = ExploreWith(plain, body);
      EXPECT_EQ(all.exploration.executions, GetParam().interleavings[bound]);
      EXPECT_EQ(all.traces.size(), GetParam().traces[bound]);
      BoundedDporStrategy reduced(bound);
      const Seen some = ExploreWith(reduced, body);
      EXPECT_EQ(some.traces.size(), GetParam().traces[bound]);
      EXPECT_EQ(reduced.trace_count(), GetParam().traces[bound]);
      EXPECT_LE(some.exploration.executions, all.exploration.executions);
    }
  }
}

class BoundedReductionTest : public testing::TestWithParam<ProgramFamily> {};

TEST_P(BoundedReductionTest, LosesNoClass) {
  const char* const more = std::getenv("REDUCTION_PROGRAMS");
  const int programs = more == nullptr ? 40 : std::atoi(more);
  int compared = 0;
  for (int seed = 1; seed <= programs; ++seed) {
    const GeneratedProgram program(static_cast<uint64_t>(seed),
                                   GetParam().shape);
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", program.ToString()));
    const auto body = [&] { program.Run(); };
    for (uint32_t bound = 0; bound <= 3; ++bound) {
      DepthFirstStrategy plain(bound);
      const Seen all =
          ExploreWith(plain, body, {.max_executions = 1000, .max_steps = 200});
      if (all.exploration.stop != StopReason::kExhausted) break;
      BoundedDporStrategy reduced(bound);
      const Seen some = ExploreWith(reduced, body, {.max_steps = 200});
      ++compared;
      for (const auto& [trace, count] : all.traces)
        ASSERT_TRUE(some.traces.contains(trace)) << bound << "\n" << trace;
      ASSERT_EQ(some.traces.size(), all.traces.size()) << bound;
      ASSERT_EQ(some.violations, all.violations);
    }
  }
  EXPECT_GE(compared, programs);
}

INSTANTIATE_TEST_SUITE_P(Generated, BoundedReductionTest,
                         testing::ValuesIn(ProgramFamilies()),
                         [](const auto& info) { return info.param.name; });

TEST(DeepeningTest, TriesBoundAfterBound) {
  DeepeningStrategy strategy([](uint32_t bound) {
    return std::make_unique<DepthFirstStrategy>(bound);
  });
  const KnownProgram& program = Named("inc_3");
  std::vector<std::optional<uint32_t>> done;
  const auto body = [&] { program.body(TaskOrder::kAsListed); };
  EXPECT_EQ(strategy.bound_done(), std::nullopt);
  const Exploration exploration = Explorer(body).Explore(strategy, {});
  // With three, nothing is left out.
  EXPECT_EQ(exploration.executions, 6 + 24 + 60 + 90);
  EXPECT_FALSE(strategy.left_out());
  EXPECT_EQ(strategy.bound_done(), 2);
  EXPECT_TRUE(exploration.complete());
}

}  // namespace
}  // namespace checker
