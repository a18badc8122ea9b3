#include "checker/campaign.h"

#include <string>

#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::HasSubstr;

void TwoStores() {
  Atomic<int> x("x", 0);
  Spawn("a", [&] { x.Store(1); });
  Spawn("b", [&] { x.Store(2); });
  JoinAll();
}

void LastStoreMustBeTwo() {
  Atomic<int> x("x", 0);
  Spawn("a", [&] { x.Store(1); });
  Spawn("b", [&] { x.Store(2); });
  JoinAll();
  CHECKER_EXPECT(x.Peek() == 2);
}

std::string GuaranteeOf(void (*body)(), const CampaignOptions& options) {
  return Guarantee(*RunCampaign(body, options), "test");
}

// Each sentence says no more than what was done.
TEST(Guarantee, OfACompleteSearch) {
  EXPECT_EQ(GuaranteeOf(TwoStores, {}),
            "complete for this test in this model (sequential consistency, no "
            "injected faults): 2 traces, no "
            "violation");
  EXPECT_THAT(GuaranteeOf(LastStoreMustBeTwo, {}),
              HasSubstr("2 traces, 1 distinct violation"));
}

TEST(Guarantee, OfASample) {
  EXPECT_EQ(GuaranteeOf(TwoStores, {.strategy = {.name = "random", .seed = 5},
                                    .budget = {.max_executions = 1234}}),
            "sampled 1,234 random schedules (seed 5), which proves nothing: no "
            "violation");
}

TEST(Guarantee, OfASearchThatWasCutShort) {
  EXPECT_EQ(GuaranteeOf(TwoStores, {.budget = {.max_executions = 1}}),
            "incomplete (the limit of executions ended it): 1 trace, no "
            "violation");
  EXPECT_EQ(GuaranteeOf(TwoStores, {.budget = {.max_steps = 1}}),
            "incomplete (2 executions reached the limit of steps): 2 "
            "traces, no violation");
}

TEST(RunCampaign, GivesAScheduleForEachViolation) {
  const absl::StatusOr<Campaign> campaign = RunCampaign(LastStoreMustBeTwo, {});
  ASSERT_EQ(campaign->schedules.size(), 1);
  EXPECT_EQ(campaign->schedules[0].origin().strategy(), "dfs");
  EXPECT_EQ(campaign->schedules[0].decision_size(), 2);
  EXPECT_EQ(campaign->schedules[0].minimality().preemptions(), 0);
}

TEST(RunCampaign, BoundsAStrategyThatNeverEnds) {
  const absl::StatusOr<Campaign> campaign =
      RunCampaign(TwoStores, {.strategy = {.name = "random"}});
  EXPECT_EQ(campaign->exploration.executions, kDefaultSamples);
  EXPECT_FALSE(campaign->exploration.complete());
}

TEST(RunCampaign, RefusesAnUnknownStrategy) {
  EXPECT_THAT(std::string(RunCampaign(TwoStores, {.strategy = {.name = "best"}})
                              .status()
                              .message()),
              HasSubstr("there is no strategy 'best'; this version has dfs"));
}

TEST(WithThousands, Groups) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(18446744073709551615u), "18,446,744,073,709,551,615");
}

}  // namespace
}  // namespace checker
