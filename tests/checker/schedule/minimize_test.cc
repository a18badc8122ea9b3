#include "checker/schedule/minimize.h"

#include <functional>
#include <string>

#include "checker/explore/dfs.h"
#include "checker/explore/pct.h"
#include "checker/explore/random.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/smallest.h"
#include "checker/schedule/switches.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/schedule/bodies.h"

namespace checker {
namespace {

using ::testing::HasSubstr;

constexpr uint32_t kMaxSteps = 1000;

std::string MinimizedBy(Strategy& strategy, const std::function<void()>& body) {
  Explorer explorer(body);
  const Exploration exploration =
      explorer.Explore(strategy, {.max_executions = 5000});
  EXPECT_FALSE(exploration.violations.empty());
  const FoundViolation& found = exploration.violations.front();
  Hunt hunt(explorer, Hunt::Same(found.violation), kMaxSteps);
  const MinimizedSchedule minimized = Minimize(hunt, found, {});
  EXPECT_TRUE(minimized.proven());
  EXPECT_TRUE(minimized.canonical);
  return ScheduleText(RecordSchedule(explorer, minimized));
}

TEST(Minimize, EndsWithTheSameScheduleWhoeverFoundTheViolation) {
  const std::function<void()> body = [] { LostUpdate(/*noise=*/3); };
  DepthFirstStrategy dfs;
  const std::string expected = MinimizedBy(dfs, body);
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    RandomStrategy random(seed);
    EXPECT_EQ(MinimizedBy(random, body), expected) << seed;
    PctStrategy pct(seed, /*depth=*/3);
    EXPECT_EQ(MinimizedBy(pct, body), expected) << seed;
  }
}

// The proof looks at every schedule with fewer preemptions.
TEST(Minimize, ProvesThatALostUpdateTakesAPreemption) {
  Explorer explorer([] { LostUpdate(/*noise=*/2); });
  RandomStrategy random(/*seed=*/1);
  const Exploration exploration =
      explorer.Explore(random, {.max_executions = 1000});
  Hunt hunt(explorer, Hunt::Same(exploration.violations.front().violation),
            kMaxSteps);
  const MinimizedSchedule minimized =
      Minimize(hunt, exploration.violations.front(), {});
  EXPECT_EQ(minimized.schedule.preemptions, 1u);
  EXPECT_EQ(minimized.least_preemptions, 1u);
  EXPECT_GE(minimized.proof_executions, 2u);
  EXPECT_THAT(MinimalityClaim(minimized),
              HasSubstr("fewer than 1 preemption (exhaustive"));
}

// Whenever it is given up, the schedule shows the violation and is measured.
TEST(Minimize, CanBeGivenUpAnyTime) {
  Explorer explorer([] { LostUpdate(/*noise=*/2); });
  RandomStrategy random(/*seed=*/1);
  const FoundViolation found =
      explorer.Explore(random, {.max_executions = 1000}).violations.front();
  Hunt patient(explorer, Hunt::Same(found.violation), kMaxSteps);
  const ShortenedSchedule least = Minimize(patient, found, {}).schedule;
  bool canonical = false;
  for (int patience = 0; !canonical; ++patience) {
    ASSERT_LT(patience, 10'000);
    int left = patience;
    Hunt hunt(explorer, Hunt::Same(found.violation), kMaxSteps,
              [&left] { return left-- <= 0; });
    const MinimizedSchedule minimized = Minimize(hunt, found, {});
    canonical = minimized.canonical;
    const ShortenedSchedule again = Measure(patient, minimized.schedule.found);
    EXPECT_EQ(again.steps, minimized.schedule.steps);
    EXPECT_EQ(again.preemptions, minimized.schedule.preemptions);
    EXPECT_GE(again.preemptions, least.preemptions);
    SwitchRecorder recorder(minimized.schedule.found.decisions);
    EXPECT_TRUE(patient.Follow(recorder).has_value());
  }
}

// Two tasks that each must be stopped half way: no schedule with one preemption
// does it, and the claim says how far the search got when it may not look.
void NeedsTwoPreemptions() {
  Atomic<int> stage("stage", 0);
  Spawn("a", [&] {
    stage.Store(1);
    CHECKER_EXPECT(stage.Load() != 2);
  });
  Spawn("b", [&] {
    if (stage.Load() != 1) return;
    stage.Store(2);
    stage.Store(3);
  });
  JoinAll();
}

TEST(Minimize, SaysHowFarTheProofGot) {
  Explorer explorer(NeedsTwoPreemptions);
  RandomStrategy random(/*seed=*/1);
  const Exploration exploration =
      explorer.Explore(random, {.max_executions = 1000});
  ASSERT_FALSE(exploration.violations.empty());
  const FoundViolation& found = exploration.violations.front();
  Hunt hunt(explorer, Hunt::Same(found.violation), kMaxSteps);
  const MinimizedSchedule minimized = Minimize(hunt, found, {});
  EXPECT_EQ(minimized.schedule.preemptions, 2u);
  EXPECT_TRUE(minimized.proven());

  Hunt poor(explorer, Hunt::Same(found.violation), kMaxSteps);
  const MinimizedSchedule unproven =
      Minimize(poor, found, {.max_executions = 1});
  EXPECT_FALSE(unproven.proven());
  EXPECT_FALSE(unproven.canonical);
  EXPECT_THAT(MinimalityClaim(unproven), HasSubstr("not proven"));
}

// Compared with all schedules that there are.
TEST(FindSmallest, FindsTheFewestSwitchesAndSteps) {
  const std::function<void()> body = [] { LostUpdate(/*noise=*/1); };
  Explorer explorer(body);
  DepthFirstStrategy dfs;
  const Exploration exploration = explorer.Explore(dfs, {});
  const Violation& violation = exploration.violations.front().violation;
  Hunt hunt(explorer, Hunt::Same(violation), kMaxSteps);

  ShortenedSchedule least = Measure(hunt, exploration.violations.front());
  DepthFirstStrategy all;
  while (true) {
    const Hunt::Result result = hunt.Search(all, 1'000'000);
    if (!result.found.has_value()) break;
    const ShortenedSchedule found = Measure(hunt, *result.found);
    if (Smaller(found, least)) least = found;
  }
  const std::optional<FoundViolation> smallest =
      FindSmallest(hunt, least.preemptions, 100, 1'000'000);
  ASSERT_TRUE(smallest.has_value());
  const ShortenedSchedule measured = Measure(hunt, *smallest);
  EXPECT_EQ(measured.preemptions, least.preemptions);
  EXPECT_EQ(measured.context_switches, least.context_switches);
  EXPECT_EQ(measured.steps, least.steps);
}

TEST(FindSmallest, PrefersChoicesOf0) {
  Explorer explorer(ChoiceAndOrder);
  DepthFirstStrategy dfs;
  const Exploration exploration = explorer.Explore(dfs, {});
  Hunt hunt(explorer, Hunt::Same(exploration.violations.front().violation),
            kMaxSteps);
  const MinimizedSchedule minimized =
      Minimize(hunt, exploration.violations.front(), {});
  EXPECT_EQ(minimized.schedule.preemptions, 0u);
  EXPECT_TRUE(minimized.canonical);
}

}  // namespace
}  // namespace checker
