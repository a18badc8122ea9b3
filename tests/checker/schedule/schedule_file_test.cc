#include "checker/schedule/schedule_file.h"

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "checker/campaign.h"
#include "checker/checker.h"
#include "checker/replay.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/schedule/bodies.h"

namespace checker {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Schedule FirstSchedule(absl::FunctionRef<void()> body) {
  const absl::StatusOr<Campaign> campaign = RunCampaign(body, {});
  EXPECT_FALSE(campaign->schedules.empty());
  return campaign->schedules.front();
}

void FindLostUpdate() { LostUpdate(/*noise=*/1); }

std::string ParseError(absl::string_view text) {
  const absl::StatusOr<Schedule> schedule = ParseSchedule(text, "file");
  return schedule.ok() ? "" : std::string(schedule.status().message());
}

TEST(ScheduleFile, RoundTrips) {
  const Schedule schedule = FirstSchedule(ChoiceAndOrder);
  const std::string text = ScheduleText(schedule);
  const absl::StatusOr<Schedule> read = ParseSchedule(text, "file");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->SerializeAsString(), schedule.SerializeAsString());
  EXPECT_EQ(ScheduleText(*read), text);
}

TEST(ScheduleFile, NamesTaskOperationObjectOccurrenceAndPlace) {
  EXPECT_THAT(ScheduleText(FirstSchedule(FindLostUpdate)),
              AllOf(HasSubstr("decision { step { task: \"a\" operation: "
                              "\"load\" object: \"x\" occurrence: 1 at: "
                              "\"tests/checker/schedule/bodies.h:"),
                    HasSubstr("operation: \"read-modify-write\" object: "
                              "\"a/own\" occurrence: 1")));
}

TEST(ScheduleFile, ReplaysTheViolationEveryTime) {
  for (const absl::FunctionRef<void()> body :
       {absl::FunctionRef<void()>(FindLostUpdate),
        absl::FunctionRef<void()>(AbBa),
        absl::FunctionRef<void()>(ChoiceAndOrder)}) {
    const Schedule schedule = FirstSchedule(body);
    const ReplayResult first = Replay(body, schedule);
    EXPECT_TRUE(first.reproduced);
    EXPECT_EQ(first.divergence, "");
    EXPECT_EQ(ReplayText(Replay(body, schedule), schedule, false),
              ReplayText(first, schedule, false));
  }
}

TEST(ScheduleFile, RefusesWhatIsNoSchedule) {
  EXPECT_THAT(ParseError(""), HasSubstr("file: no format_version"));
  EXPECT_THAT(ParseError("format_version: 1"),
              HasSubstr("has no decisions; the file is not complete"));
  EXPECT_THAT(
      ParseError("format_version: 7"),
      HasSubstr("has format version 7, but this program reads up to 2"));
  EXPECT_THAT(ParseError("format_version: 1\nfrobnicate: 2\n"),
              HasSubstr("file:2:"));
  EXPECT_THAT(ParseError("\x7f"
                         "ELF"),
              HasSubstr("file:1:"));
  std::string cut = ScheduleText(FirstSchedule(FindLostUpdate));
  cut.resize(cut.size() / 2);
  EXPECT_THAT(ParseError(cut), HasSubstr("file:"));
}

TEST(ScheduleFile, RefusesADecisionWithoutContent) {
  EXPECT_THAT(
      ParseError("format_version: 1 violation { kind: \"leak\" } decision {}"),
      HasSubstr("decision 1 is empty"));
}

// What the schedule expects, what happens instead, and what every task is about
// to do.
TEST(Replay, SaysWhereAScheduleDoesNotFit) {
  Schedule schedule = FirstSchedule(FindLostUpdate);
  schedule.mutable_decision(1)->mutable_step()->set_object("y");
  const ReplayResult result = Replay(FindLostUpdate, schedule);
  EXPECT_FALSE(result.reproduced);
  EXPECT_THAT(result.divergence,
              AllOf(HasSubstr("decision 2 of "),
                    HasSubstr("the schedule expects a: load y"),
                    HasSubstr("but the next operation is a: load x"),
                    HasSubstr("can run: b: ")));
}

TEST(Replay, ChecksEveryAnchor) {
  const Schedule good = FirstSchedule(FindLostUpdate);
  const auto spoil = [&](absl::FunctionRef<void(StepRecord&)> change) {
    Schedule schedule = good;
    change(*schedule.mutable_decision(1)->mutable_step());
    return Replay(FindLostUpdate, schedule).divergence;
  };
  EXPECT_THAT(spoil([](StepRecord& step) { step.set_task("nobody"); }),
              HasSubstr("nobody cannot run now"));
  EXPECT_THAT(spoil([](StepRecord& step) { step.set_operation("store"); }),
              HasSubstr("expects a: store x"));
  EXPECT_THAT(spoil([](StepRecord& step) { step.set_occurrence(5); }),
              HasSubstr("for the 5. time"));
  EXPECT_THAT(spoil([](StepRecord& step) { step.set_end(8); }),
              HasSubstr("expects a: load x[0,8)"));
  EXPECT_EQ(spoil([](StepRecord& step) { step.set_at("elsewhere:1"); }), "")
      << "places are for readers";
}

TEST(Replay, ChecksChoices) {
  Schedule schedule = FirstSchedule(ChoiceAndOrder);
  for (DecisionRecord& decision : *schedule.mutable_decision()) {
    if (decision.has_choice()) decision.mutable_choice()->set_value(9);
  }
  EXPECT_THAT(
      Replay(ChoiceAndOrder, schedule).divergence,
      HasSubstr("gives choice flavour the value 9, but there are only 3"));
}

TEST(Replay, SaysWhenTheScheduleGoesOnAfterTheEnd) {
  Schedule schedule = FirstSchedule(FindLostUpdate);
  *schedule.add_decision() = schedule.decision(0);
  EXPECT_THAT(Replay(FindLostUpdate, schedule).divergence,
              HasSubstr("the execution is over, but the schedule goes on"));
}

// The bug is gone, and the decisions still fit.
TEST(Replay, SaysWhenTheViolationIsGone) {
  const auto body = [](bool fixed) {
    Atomic<int> x("x", 0);
    Spawn("a", [&] { x.Store(1); });
    JoinAll();
    CHECKER_EXPECT(fixed || x.Peek() == 0);
  };
  const Schedule schedule = FirstSchedule([&] { body(false); });
  const ReplayResult result = Replay([&] { body(true); }, schedule);
  EXPECT_EQ(result.divergence, "");
  EXPECT_FALSE(result.reproduced);
}

}  // namespace
}  // namespace checker
