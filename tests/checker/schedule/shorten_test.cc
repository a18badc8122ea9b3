#include "checker/schedule/shorten.h"

#include "absl/functional/function_ref.h"
#include "checker/explore/random.h"
#include "checker/schedule/schedule_file.h"
#include "gtest/gtest.h"
#include "tests/checker/schedule/bodies.h"

namespace checker {
namespace {

// The first violation that a random walk finds, and what is left of it after
// shortening.
struct Found {
  FoundViolation before;
  ShortenedSchedule after;
};

ShortenedSchedule ShortenOne(Explorer& explorer, const FoundViolation& found) {
  Hunt hunt(explorer, Hunt::Same(found.violation), /*max_steps=*/10'000);
  return Shorten(hunt, Measure(hunt, found));
}

Found FindAndShorten(Explorer& explorer, uint64_t seed) {
  RandomStrategy strategy(seed);
  const Exploration exploration =
      explorer.Explore(strategy, {.max_executions = 1000});
  EXPECT_FALSE(exploration.violations.empty());
  const FoundViolation& found = exploration.violations.front();
  return {found, ShortenOne(explorer, found)};
}

TEST(Shorten, LeavesOnePreemptionOfALostUpdateHiddenInNoise) {
  const auto body = [] { LostUpdate(/*noise=*/20); };
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Explorer explorer(body);
    const Found found = FindAndShorten(explorer, seed);
    EXPECT_EQ(found.after.preemptions, 1) << seed;
    EXPECT_LE(found.after.context_switches, 2) << seed;
    EXPECT_EQ(found.after.found.violation.Identity(),
              found.before.violation.Identity());
  }
}

TEST(Shorten, LeavesOnePreemptionOfAnAbBaDeadlock) {
  Explorer explorer(AbBa);
  const Found found = FindAndShorten(explorer, 1);
  EXPECT_EQ(found.after.found.violation.kind, "deadlock");
  EXPECT_EQ(found.after.preemptions, 1);
}

TEST(Shorten, KeepsOnlyTheChoicesThatMatter) {
  Explorer explorer(ChoiceAndOrder);
  const Found found = FindAndShorten(explorer, 7);
  EXPECT_EQ(found.after.preemptions, 0);
  const Schedule schedule = RecordSchedule(explorer, found.after);
  int choices = 0;
  for (const DecisionRecord& decision : schedule.decision()) {
    if (!decision.has_choice()) continue;
    ++choices;
    EXPECT_EQ(decision.choice().value(), 2);
  }
  EXPECT_EQ(choices, 1);
}

TEST(Shorten, IsIdempotentAndDeterministic) {
  const auto body = [] { LostUpdate(/*noise=*/5); };
  Explorer explorer(body);
  const Found found = FindAndShorten(explorer, 3);
  const std::string once = ScheduleText(RecordSchedule(explorer, found.after));
  EXPECT_EQ(ScheduleText(RecordSchedule(
                explorer, ShortenOne(explorer, found.after.found))),
            once);

  Explorer another(body);
  EXPECT_EQ(
      ScheduleText(RecordSchedule(another, FindAndShorten(another, 3).after)),
      once);
}

// A preemption is not needed where some task has to be chosen anyway: when the
// first task blocks, the right one may run.
TEST(Shorten, MovesASwitchToWhereATaskEndsOrBlocks) {
  const auto body = [] {
    Atomic<int> stage("stage", 0);
    Atomic<bool> disturbed("disturbed", false);
    Spawn("starter", [&] { stage.Store(1); });
    Spawn("worker", [&] {
      stage.Await([](int value) { return value == 1; });
      CHECKER_EXPECT(!disturbed.Load());
    });
    Spawn("late", [&] { disturbed.Store(true); });
    JoinAll();
  };
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    Explorer explorer(body);
    EXPECT_EQ(FindAndShorten(explorer, seed).after.preemptions, 0) << seed;
  }
}

}  // namespace
}  // namespace checker
