#include "tests/checker/explore/buggy_programs.h"

#include <cstdint>
#include <memory>

#include "checker/explore/explorer.h"
#include "checker/strategies.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kSeeds = 20;

class BuggyProgramTest : public testing::TestWithParam<BuggyProgram> {
 protected:
  // The number of the first schedule that showed the bug; limit + 1 if none
  // did.
  uint64_t FirstBug(const char* strategy_name, uint64_t seed, uint64_t limit) {
    const std::unique_ptr<Strategy> strategy =
        *MakeStrategy({.name = strategy_name, .seed = seed});
    Explorer explorer(GetParam().body);
    for (uint64_t i = 1; i <= limit; ++i) {
      const Exploration one =
          explorer.Explore(*strategy, {.max_executions = 1});
      if (!one.violations.empty()) return i;
    }
    return limit + 1;
  }
};

TEST_P(BuggyProgramTest, HasABugThatSomeSchedulesShow) {
  const Exploration exploration =
      ExploreRandomly(GetParam().body, /*seed=*/1, /*executions=*/2000);
  EXPECT_THAT(
      Kinds(exploration),
      AllOf(Not(IsEmpty()),
            Each(GetParam().name == "deadlock01" ? "deadlock" : "assertion")));
  bool some_do_not = false;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed)
    some_do_not |= FirstBug("random", seed, 1) != 1;
  EXPECT_TRUE(some_do_not);
}

// The worst is reorder_10, with 19 in the mean.
TEST_P(BuggyProgramTest, SurwFindsItSoon) {
  constexpr uint64_t kLimit = 200;
  uint64_t sum = 0;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const uint64_t first = FirstBug("surw", seed, kLimit);
    EXPECT_LE(first, kLimit) << "seed " << seed;
    sum += first;
  }
  EXPECT_LE(sum, 25 * kSeeds);
}

TEST_P(BuggyProgramTest, EverySamplerFindsIt) {
  constexpr uint64_t kLimit = 5000;
  for (const char* name : {"random", "urw", "surw", "pct", "pos"})
    EXPECT_LE(FirstBug(name, /*seed=*/1, kLimit), kLimit) << name;
}

INSTANTIATE_TEST_SUITE_P(All, BuggyProgramTest,
                         testing::ValuesIn(BuggyPrograms()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace checker
