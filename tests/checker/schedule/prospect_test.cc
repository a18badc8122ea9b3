#include "checker/schedule/prospect.h"

#include <string>
#include <vector>

#include "checker/campaign.h"
#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/schedule/bodies.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Lines(const Schedule& schedule, uint32_t steps) {
  std::vector<std::string> lines;
  for (const Prospect& prospect : ProspectsAfter(AbBa, schedule, steps)) {
    lines.push_back(prospect.operation.ToString() + (prospect.next ? ", next"
                                                     : prospect.enabled
                                                         ? ""
                                                         : ", blocked"));
  }
  return lines;
}

TEST(Prospect, WhatEveryTaskIsAboutToDo) {
  const Schedule schedule = RunCampaign(AbBa, {})->schedules.front();
  EXPECT_THAT(Lines(schedule, 0),
              ElementsAre("forwards: lock a", "backwards: lock b, next"));
  EXPECT_THAT(Lines(schedule, 1),
              ElementsAre("forwards: lock a, next", "backwards: lock a"));
  EXPECT_THAT(Lines(schedule, 100), IsEmpty());
}

// Beyond the schedule, as a replay goes on.
TEST(Prospect, GoesOnAfterTheSchedule) {
  const auto body = [] { LostUpdate(/*noise=*/0); };
  Schedule schedule = RunCampaign(body, {})->schedules.front();
  while (schedule.decision_size() > 1)
    schedule.mutable_decision()->RemoveLast();
  const std::vector<Prospect> after = ProspectsAfter(body, schedule, 3);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_TRUE(after[0].next);
}

// A blocked task is one whose operation cannot happen.
TEST(Prospect, SaysWhoIsBlocked) {
  const auto body = [] {
    Mutex mutex("m");
    for (const char* name : {"a", "b"})
      Spawn(name, [&] {
        MutexLock lock(mutex);
        CHECKER_EXPECT(false);
      });
    JoinAll();
  };
  const Schedule schedule = RunCampaign(body, {})->schedules.front();
  const std::vector<Prospect> first = ProspectsAfter(body, schedule, 0);
  ASSERT_EQ(first.size(), 2u);
  EXPECT_TRUE(first[0].enabled);
  EXPECT_TRUE(first[1].enabled);
}

}  // namespace
}  // namespace checker
