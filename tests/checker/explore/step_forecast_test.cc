#include "checker/explore/step_forecast.h"

#include <map>

#include "checker/explore/split_mix.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

constexpr TaskId kBody{0};
constexpr TaskId kChild{1};
constexpr TaskId kGrandchild{2};

void SpawnAll(StepForecast& forecast) {
  forecast.OnSpawn(kBody, kChild);
  forecast.OnSpawn(kChild, kGrandchild);
}

TEST(StepForecastTest, KnowsNothingAtFirst) {
  StepForecast forecast;
  forecast.Start({});
  SpawnAll(forecast);
  EXPECT_EQ(forecast.left(kBody), 0);
  EXPECT_EQ(forecast.left(kChild), 0);
  EXPECT_EQ(forecast.spawned().Count(), 3);
}

TEST(StepForecastTest, TasksTakeTheirStepsWithThem) {
  StepForecast forecast;
  forecast.Start({});
  SpawnAll(forecast);
  ASSERT_TRUE(forecast.Finish(/*complete=*/true));
  forecast.Start({1, 20, 300});
  EXPECT_EQ(forecast.left(kBody), 321);
  forecast.OnStep(kBody);
  forecast.OnSpawn(kBody, kChild);
  EXPECT_EQ(forecast.left(kBody), 0);
  EXPECT_EQ(forecast.left(kChild), 320);
  forecast.OnSpawn(kChild, kGrandchild);
  EXPECT_EQ(forecast.left(kChild), 20);
  EXPECT_EQ(forecast.left(kGrandchild), 300);
  for (int i = 0; i < 30; ++i) forecast.OnStep(kChild);
  EXPECT_EQ(forecast.left(kChild), 0);
}

// A task counts where it is: half of the executions have the grandchild, so its
// spawner expects half of its steps, and the grandchild itself all of them.
TEST(StepForecastTest, ForecastsTheMean) {
  StepForecast forecast;
  forecast.Start({});
  forecast.OnSpawn(kBody, kChild);
  forecast.Finish(true);
  forecast.Start({});
  SpawnAll(forecast);
  forecast.Finish(true);
  forecast.Start({0, 2 * 4, 10});
  forecast.OnSpawn(kBody, kChild);
  EXPECT_EQ(forecast.left(kChild), 4 + 5);
  forecast.OnSpawn(kChild, kGrandchild);
  EXPECT_EQ(forecast.left(kGrandchild), 10);
  EXPECT_EQ(forecast.left(kChild), 0);
}

TEST(StepForecastTest, WhatWasCutShortTeachesOnlyUntilSomethingElseHas) {
  StepForecast forecast;
  forecast.Start({});
  EXPECT_TRUE(forecast.Finish(/*complete=*/false));
  forecast.Start({});
  EXPECT_FALSE(forecast.Finish(/*complete=*/false));
  forecast.Start({});
  EXPECT_TRUE(forecast.Finish(/*complete=*/true));
  forecast.Start({});
  EXPECT_FALSE(forecast.Finish(/*complete=*/false));
}

TEST(StepForecastTest, DrawsByWeightAndLeavesNobodyOut) {
  StepForecast forecast;
  forecast.Start({});
  SpawnAll(forecast);
  forecast.Finish(true);
  forecast.Start({0, 3, 6});
  SpawnAll(forecast);
  SplitMix64 random(1);
  std::map<TaskId, int> counts;
  for (int i = 0; i < 10'000; ++i)
    ++counts[forecast.Draw(forecast.spawned(), random)];
  EXPECT_NEAR(counts[kBody], 1000, 150);  // 0 counts as 1
  EXPECT_NEAR(counts[kChild], 3000, 250);
  EXPECT_NEAR(counts[kGrandchild], 6000, 250);
}

}  // namespace
}  // namespace checker
