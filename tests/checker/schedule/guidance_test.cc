#include "checker/schedule/guidance.h"

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/campaign.h"
#include "checker/checker.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/nearest_first.h"
#include "checker/schedule/timeline.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/schedule/bodies.h"

namespace checker {
namespace {

using ::testing::ElementsAre;

Schedule ScheduleOf(absl::FunctionRef<void()> body) {
  return RunCampaign(body, {})->schedules.front();
}

// What happens if the advice is followed, as "task kind object".
std::vector<std::string> Guided(absl::FunctionRef<void()> body,
                                const Schedule& schedule) {
  Explorer explorer(body);
  NearestFirstStrategy strategy(schedule);
  TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  std::vector<std::string> steps;
  for (const TimelineEntry& entry : recorder.timeline().entries) {
    if (entry.kind == TimelineEntry::Kind::kOperation) {
      steps.push_back(entry.task + " " + entry.operation.kind + " " +
                      entry.operation.object);
    }
  }
  return steps;
}

TEST(WithoutOccurrences, DropsNumbersOnly) {
  EXPECT_EQ(WithoutOccurrences("writer#2/refs#13"), "writer/refs");
  EXPECT_EQ(WithoutOccurrences("refs"), "refs");
  EXPECT_EQ(WithoutOccurrences("x\\#2"), "x\\#2");
  EXPECT_EQ(WithoutOccurrences("x\\#2#3"), "x\\#2");
  EXPECT_EQ(WithoutOccurrences("#"), "#");
}

TEST(Guidance, RepeatsAScheduleThatFits) {
  const auto body = [] { CheckThenUse(Edit::kNone); };
  const Schedule schedule = ScheduleOf(body);
  EXPECT_THAT(Guided(body, schedule),
              ElementsAre("reader read-modify-write count", "reader load open",
                          "closer read-modify-write count", "closer store open",
                          "reader load open"));
}

// What is new is done where the task was about to do what it did before; what
// is gone is passed over.
TEST(Guidance, GoesOnAfterWhatWasChanged) {
  const Schedule schedule = ScheduleOf([] { CheckThenUse(Edit::kNone); });
  EXPECT_THAT(Guided([] { CheckThenUse(Edit::kInserted); }, schedule),
              ElementsAre("reader read-modify-write count", "reader load count",
                          "reader store count", "reader load open",
                          "closer read-modify-write count", "closer store open",
                          "reader load open"));
  EXPECT_THAT(Guided([] { CheckThenUse(Edit::kRemoved); }, schedule),
              ElementsAre("reader load open", "closer read-modify-write count",
                          "closer store open", "reader load open"));
  EXPECT_THAT(
      Guided([] { CheckThenUse(Edit::kRenamed); }, schedule),
      ElementsAre("reader read-modify-write counter", "reader load open",
                  "closer read-modify-write counter", "closer store open",
                  "reader load open"));
}

TEST(Guidance, RepeatsChoices) {
  const Schedule schedule = ScheduleOf(ChoiceAndOrder);
  EXPECT_EQ(Guided(ChoiceAndOrder, schedule).front(), "late store late_ran");
  // With fewer values, the recorded one does not exist.
  const auto fewer = [] { EXPECT_EQ(Choose(2, "flavour"), 0); };
  Guided(fewer, schedule);
}

}  // namespace
}  // namespace checker
