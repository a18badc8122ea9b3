#include "checker/campaign.h"

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "checker/checker.h"
#include "checker/guarantee.h"
#include "checker/number_text.h"
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

std::string GuaranteeOf(absl::FunctionRef<void()> body,
                        const CampaignOptions& options) {
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

TEST(Guarantee, SaysWhatWasAssumedAboutFaults) {
  EXPECT_THAT(
      Guarantee(*RunCampaign(TwoStores, {}), "test",
                "at most 1 injected fault"),
      ::testing::StartsWith("complete for this test in this model (sequential "
                            "consistency, at most 1 injected fault): "));
}

TEST(Guarantee, OfASample) {
  EXPECT_EQ(GuaranteeOf(TwoStores, {.strategy = {.name = "random", .seed = 5},
                                    .budget = {.max_executions = 1234}}),
            "sampled 1,234 random schedules (seed 5), which proves nothing: no "
            "violation");
}

TEST(Guarantee, OfASampleSaysWhichAndWhatItIsWorth) {
  for (const char* name : {"urw", "surw", "pos"}) {
    EXPECT_EQ(GuaranteeOf(TwoStores, {.strategy = {.name = name, .seed = 5},
                                      .budget = {.max_executions = 1234}}),
              absl::StrCat("sampled 1,234 schedules with ", name,
                           " (seed 5), which proves nothing: no violation"));
  }
  const auto four_tasks = [] {
    Atomic<int> x("x", 0);
    for (int i = 0; i < 4; ++i)
      Spawn(Name("t", i), [&] { x.FetchAdd(x.Load() + x.Load()); });
    JoinAll();
  };
  EXPECT_EQ(GuaranteeOf(four_tasks, {.strategy = {.name = "pct", .seed = 5},
                                     .budget = {.max_executions = 1234}}),
            "sampled 1,234 schedules with pct, depth 3 (seed 5), which proves "
            "nothing: no violation; n = 4 tasks, k = 11 steps: each schedule "
            "finds a bug of depth 3 with probability at least 1/484");
  EXPECT_THAT(GuaranteeOf(four_tasks, {.strategy = {.name = "pct", .depth = 40},
                                       .budget = {.max_executions = 100}}),
              HasSubstr("with probability at least 1/(4*11^39)"));
}

// If there is never a choice of tasks, there is nothing to find.
TEST(Guarantee, OfASampleOfOneTask) {
  EXPECT_EQ(GuaranteeOf(
                [] {
                  Atomic<int> x("x", 0);
                  x.Store(1);
                },
                {.strategy = {.name = "pct", .depth = 2},
                 .budget = {.max_executions = 7}}),
            "sampled 7 schedules with pct, depth 2 (seed 1), which proves "
            "nothing: no violation");
}

TEST(Guarantee, OfASearchThatWasCutShort) {
  EXPECT_EQ(GuaranteeOf(TwoStores, {.budget = {.max_executions = 1}}),
            "incomplete (the limit of executions ended it): 1 trace, no "
            "violation");
  EXPECT_EQ(GuaranteeOf(TwoStores, {.budget = {.max_steps = 1}}),
            "incomplete (1 execution reached the limit of steps): 1 trace, no "
            "violation");
}

TEST(RunCampaign, GivesAScheduleForEachViolation) {
  const absl::StatusOr<Campaign> campaign = RunCampaign(LastStoreMustBeTwo, {});
  ASSERT_EQ(campaign->schedules.size(), 1);
  EXPECT_EQ(campaign->schedules[0].origin().strategy(), "dpor");
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
              HasSubstr("there is no strategy 'best'; there are dpor"));
}

TEST(RunCampaign, RefusesADepthOfNothing) {
  EXPECT_THAT(std::string(RunCampaign(TwoStores,
                                      {.strategy = {.name = "pct", .depth = 0}})
                              .status()
                              .message()),
              HasSubstr("a depth is 1 or more"));
}

TEST(WithThousands, Groups) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(18446744073709551615u), "18,446,744,073,709,551,615");
}

}  // namespace
}  // namespace checker
