#include "checker/schedule/reseat.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <vector>

#include "absl/time/time.h"
#include "checker/campaign.h"
#include "checker/checker.h"
#include "checker/explore/forwarding_strategy.h"
#include "checker/replay.h"
#include "checker/schedule/hunt.h"
#include "checker/schedule/nearest_first.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/shorten.h"
#include "gtest/gtest.h"
#include "tests/checker/schedule/bodies.h"

namespace checker {
namespace {

using Outcome = Reseating::Outcome;

Schedule Recorded() {
  return RunCampaign([] { CheckThenUse(Edit::kNone); }, {})->schedules.front();
}

Reseating ReseatOn(Edit edit, const Budget& budget = {}) {
  const auto body = [=] { CheckThenUse(edit); };
  Explorer explorer(body);
  return Reseat(explorer, Recorded(), budget);
}

// What fits as far as possible needs one execution.
TEST(Reseat, FollowsWhatFits) {
  for (const Edit edit :
       {Edit::kNone, Edit::kInserted, Edit::kRemoved, Edit::kRenamed}) {
    const Reseating reseating = ReseatOn(edit);
    EXPECT_EQ(reseating.outcome, Outcome::kFound) << static_cast<int>(edit);
    EXPECT_EQ(reseating.deviations, 0u) << static_cast<int>(edit);
    EXPECT_EQ(reseating.executions, 1u) << static_cast<int>(edit);
  }
}

// Where it leads past the violation, what is near is tried.
TEST(Reseat, LooksAround) {
  const Reseating twice = ReseatOn(Edit::kTwoChecks);
  EXPECT_EQ(twice.outcome, Outcome::kFound);
  EXPECT_EQ(twice.deviations, 1u);
  const Reseating renumbered = ReseatOn(Edit::kRenumbered);
  EXPECT_EQ(renumbered.outcome, Outcome::kFound);
}

TEST(Reseat, WhatItFindsReplays) {
  for (const Edit edit : {Edit::kInserted, Edit::kTwoChecks}) {
    const auto body = [=] { CheckThenUse(edit); };
    Explorer explorer(body);
    const Reseating reseating = Reseat(explorer, Recorded(), Budget());
    ASSERT_TRUE(reseating.found.has_value());
    Hunt hunt(explorer, Hunt::Same(reseating.found->violation),
              /*max_steps=*/10'000);
    const Schedule schedule = RecordSchedule(
        explorer, Shorten(hunt, Measure(hunt, *reseating.found)));
    EXPECT_EQ(ViolationIdentity(schedule), ViolationIdentity(Recorded()));
    EXPECT_TRUE(Replay(body, schedule).reproduced);
  }
}

TEST(Reseat, ProvesThatABugIsGone) {
  const Reseating reseating = ReseatOn(Edit::kFixed);
  EXPECT_EQ(reseating.outcome, Outcome::kProvedGone);
  EXPECT_FALSE(reseating.found.has_value());
  EXPECT_GT(reseating.executions, 1u);
}

// The nearest are so many that the exhaustive search has to decide.
TEST(Reseat, ProvesByReduction) {
  Schedule schedule = Recorded();
  const auto body = [] { LostUpdate(/*noise=*/6); };
  Explorer explorer(body);
  const Reseating reseating = Reseat(explorer, schedule, Budget());
  EXPECT_EQ(reseating.outcome, Outcome::kProvedGone);
}

// Another violation is not the one that is looked for.
TEST(Reseat, LooksForTheRecordedViolation) {
  Schedule schedule = Recorded();
  schedule.mutable_violation()->set_oracle("something else");
  const auto body = [] { CheckThenUse(Edit::kNone); };
  Explorer explorer(body);
  EXPECT_EQ(Reseat(explorer, schedule, Budget()).outcome, Outcome::kProvedGone);
}

TEST(Reseat, ABudgetIsNoProof) {
  const Reseating executions = ReseatOn(Edit::kFixed, {.max_executions = 3});
  EXPECT_EQ(executions.outcome, Outcome::kCutShort);
  EXPECT_EQ(executions.stop, StopReason::kExecutions);
  EXPECT_EQ(executions.executions, 3u);
  const Reseating time =
      ReseatOn(Edit::kFixed, {.time_limit = absl::ZeroDuration()});
  EXPECT_EQ(time.outcome, Outcome::kCutShort);
  EXPECT_EQ(time.stop, StopReason::kTime);
  const Reseating steps = ReseatOn(Edit::kFixed, {.max_steps = 3});
  EXPECT_EQ(steps.outcome, Outcome::kCutShort);
  EXPECT_EQ(steps.stop, StopReason::kExhausted);
  const std::atomic<bool> stop = true;
  const Reseating interrupted = ReseatOn(Edit::kFixed, {.interrupted = &stop});
  EXPECT_EQ(interrupted.stop, StopReason::kInterrupted);
  EXPECT_EQ(interrupted.executions, 0u);
}

TEST(Reseat, ABodyThatIsNotDeterministicIsSaid) {
  int times = 0;
  const auto body = [&] {
    Atomic<int> x("x", 0);
    const bool more = ++times % 2 == 0;
    for (const char* name : {"a", "b"})
      Spawn(name, [&, more] {
        if (more) x.Load();
        x.Store(1);
      });
    JoinAll();
  };
  Explorer explorer(body);
  const Reseating reseating = Reseat(explorer, Recorded(), Budget());
  EXPECT_EQ(reseating.outcome, Outcome::kDiverged);
  EXPECT_NE(reseating.error, "");
}

// Nearest first: every interleaving once, by number of deviations.
TEST(NearestFirst, TriesEveryInterleavingOnce) {
  const auto body = [] {
    Atomic<int> x("x", 0);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        for (int i = 0; i < 3; ++i) x.FetchAdd(1);
      });
    }
    JoinAll();
  };
  Explorer explorer(body);
  NearestFirstStrategy strategy(Recorded());
  const Exploration exploration = explorer.Explore(strategy, Budget());
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.executions, 20u);  // 6 over 3
}

TEST(NearestFirst, FewDeviationsComeFirst) {
  class Watch final : public ForwardingStrategy {
   public:
    explicit Watch(NearestFirstStrategy& inner)
        : ForwardingStrategy(inner), nearest_(inner) {}
    bool StartExecution() override {
      const bool more = ForwardingStrategy::StartExecution();
      if (more) deviations.push_back(nearest_.deviations());
      return more;
    }
    std::vector<size_t> deviations;

   private:
    NearestFirstStrategy& nearest_;
  };
  const auto body = [] { CheckThenUse(Edit::kFixed); };
  Explorer explorer(body);
  NearestFirstStrategy nearest(Recorded());
  Watch watch(nearest);
  explorer.Explore(watch, Budget());
  EXPECT_TRUE(std::is_sorted(watch.deviations.begin(), watch.deviations.end()));
  EXPECT_EQ(watch.deviations.front(), 0u);
  EXPECT_GT(watch.deviations.back(), 1u);
}

}  // namespace
}  // namespace checker
