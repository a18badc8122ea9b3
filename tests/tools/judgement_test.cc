// When a scenario is as it must be, and what the program then ends with.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ScenarioRun Complete(Expectation::Verdict expected) {
  ScenarioRun run;
  run.scenario.set_name("s");
  run.scenario.mutable_expect()->set_verdict(expected);
  run.campaign.exploration.executions = 10;
  return run;
}

ScenarioRun CutShort(Expectation::Verdict expected) {
  ScenarioRun run = Complete(expected);
  run.campaign.exploration.stop = checker::StopReason::kExecutions;
  run.bound = "max_executions=10";
  return run;
}

void AddFound(ScenarioRun& run, const std::string& kind,
              const std::string& blame) {
  run.campaign.exploration.violations.emplace_back();
  checker::ViolationRecord& violation =
      *run.campaign.schedules.emplace_back().mutable_violation();
  violation.set_kind(kind);
  violation.set_blame(blame);
}

void Expect(ScenarioRun& run, const std::string& kind) {
  run.scenario.mutable_expect()->add_violation()->set_kind(kind);
}

TEST(JudgeTest, PassIsCompleteAndWithoutViolation) {
  const Judgement judgement = Judge(Complete(Expectation::PASS));
  EXPECT_EQ(judgement.verdict, Verdict::kPass);
  EXPECT_TRUE(judgement.ok);
  EXPECT_THAT(judgement.reasons, IsEmpty());
  EXPECT_EQ(judgement.status, ExitStatus::kAsExpected);
}

TEST(JudgeTest, AnyViolationWillDoWhenNoneIsListed) {
  ScenarioRun run = Complete(Expectation::FAIL);
  AddFound(run, "leak", "kernel");
  EXPECT_TRUE(Judge(run).ok);
  EXPECT_THAT(Judge(run).expected, ElementsAre(true));
}

TEST(JudgeTest, ExactlyTheListedViolationsMustBeFound) {
  ScenarioRun run = Complete(Expectation::FAIL);
  Expect(run, "leak");
  AddFound(run, "leak", "kernel");
  EXPECT_TRUE(Judge(run).ok);

  AddFound(run, "deadlock", "kernel");
  EXPECT_FALSE(Judge(run).ok);
  EXPECT_THAT(Judge(run).expected, ElementsAre(true, false));
  EXPECT_EQ(Judge(run).status, ExitStatus::kDiffers);

  Expect(run, "deadlock");
  EXPECT_TRUE(Judge(run).ok);

  Expect(run, "data_race");
  EXPECT_FALSE(Judge(run).ok);
  EXPECT_THAT(Judge(run).reasons, ElementsAre("not found: data_race"));
}

// One entry may stand for several violations; only the given fields count.
TEST(JudgeTest, AnExpectedViolationMatchesByItsFields) {
  ScenarioRun run = Complete(Expectation::FAIL);
  run.scenario.mutable_expect()->add_violation()->set_blame("no_promise");
  AddFound(run, "guard_mismatch", "no_promise");
  AddFound(run, "undetected_mismatch", "no_promise");
  EXPECT_TRUE(Judge(run).ok);
  AddFound(run, "guard_mismatch", "kernel");
  EXPECT_THAT(Judge(run).expected, ElementsAre(true, true, false));
}

// Listed tasks are all that the operations name, and each of them.
TEST(JudgeTest, ListedTasksAreThoseOfTheOperations) {
  ScenarioRun run = Complete(Expectation::FAIL);
  AddFound(run, "guard_mismatch", "no_promise");
  checker::ViolationRecord& found =
      *run.campaign.schedules[0].mutable_violation();
  for (const char* const task : {"user", "disk", "user"})
    found.add_operation()->set_task(task);
  Expect(run, "guard_mismatch");
  ExpectedViolation& expected =
      *run.scenario.mutable_expect()->mutable_violation(0);
  expected.add_task("user");
  EXPECT_FALSE(Judge(run).ok);
  EXPECT_THAT(Judge(run).reasons,
              Contains("not found: guard_mismatch, tasks user"));
  expected.add_task("disk");
  EXPECT_TRUE(Judge(run).ok);
  expected.add_task("other");
  EXPECT_FALSE(Judge(run).ok);
}

TEST(JudgeTest, APassThatFailsDiffersEvenIfCutShort) {
  ScenarioRun run = CutShort(Expectation::PASS);
  AddFound(run, "leak", "kernel");
  EXPECT_EQ(Judge(run).verdict, Verdict::kFail);
  EXPECT_EQ(Judge(run).status, ExitStatus::kDiffers);
  EXPECT_THAT(Judge(run).reasons,
              ElementsAre("the verdict is fail, but pass is expected"));
}

// More executions could still find it.
TEST(JudgeTest, WhatIsMissingIsUndecidedUntilTheEnd) {
  EXPECT_EQ(Judge(CutShort(Expectation::PASS)).status, ExitStatus::kCutShort);
  EXPECT_EQ(Judge(CutShort(Expectation::FAIL)).status, ExitStatus::kCutShort);
  EXPECT_EQ(Judge(CutShort(Expectation::FAIL)).verdict, Verdict::kIncomplete);
  EXPECT_THAT(Judge(CutShort(Expectation::FAIL)).reasons,
              ElementsAre(HasSubstr("stopped by max_executions=10")));

  EXPECT_EQ(Judge(Complete(Expectation::FAIL)).status, ExitStatus::kDiffers);
  EXPECT_THAT(Judge(Complete(Expectation::FAIL)).reasons,
              ElementsAre("the verdict is pass, but fail is expected"));

  ScenarioRun run = CutShort(Expectation::FAIL);
  Expect(run, "leak");
  Expect(run, "deadlock");
  AddFound(run, "leak", "kernel");
  EXPECT_EQ(Judge(run).status, ExitStatus::kCutShort);
}

TEST(JudgeTest, AProofThatMissedTheStepInQuestionIsNone) {
  ScenarioRun run = Complete(Expectation::PASS);
  run.unreached = {"L8b"};
  EXPECT_EQ(Judge(run).verdict, Verdict::kPass);
  EXPECT_FALSE(Judge(run).ok);
  EXPECT_EQ(Judge(run).status, ExitStatus::kDiffers);
  EXPECT_THAT(Judge(run).reasons, ElementsAre(HasSubstr("step L8b")));
}

// Found or not, cut short or not: outside pass and fail.
TEST(JudgeTest, AHypothesisIsShownAndNotJudged) {
  ScenarioRun run = CutShort(Expectation::HYPOTHESIS);
  Expect(run, "use_after_free");
  EXPECT_EQ(Judge(run).verdict, Verdict::kHypothesis);
  EXPECT_EQ(Judge(run).status, ExitStatus::kAsExpected);
  AddFound(run, "use_after_free", "hypothesis");
  EXPECT_EQ(Judge(run).verdict, Verdict::kHypothesis);
  EXPECT_EQ(Judge(run).status, ExitStatus::kAsExpected);
  EXPECT_THAT(Judge(run).expected, ElementsAre(true));
}

TEST(JudgeTest, WhatAHypothesisIsNotAboutDiffers) {
  ScenarioRun run = Complete(Expectation::HYPOTHESIS);
  Expect(run, "use_after_free");
  AddFound(run, "leak", "kernel");
  EXPECT_EQ(Judge(run).status, ExitStatus::kDiffers);
  EXPECT_THAT(Judge(run).reasons,
              ElementsAre("there are violations that are not expected"));
}

TEST(JudgeTest, NothingExecutedProvesNothing) {
  ScenarioRun run = Complete(Expectation::PASS);
  run.campaign.exploration.executions = 0;
  EXPECT_FALSE(Judge(run).ok);
  EXPECT_EQ(Judge(run).verdict, Verdict::kIncomplete);
}

TEST(JudgeTest, AModelThatIsNotDeterministicIsNeverOk) {
  ScenarioRun run = Complete(Expectation::FAIL);
  AddFound(run, "leak", "kernel");
  run.campaign.exploration.stop = checker::StopReason::kDiverged;
  run.campaign.exploration.error = "met another operation";
  EXPECT_FALSE(Judge(run).ok);
  EXPECT_EQ(Judge(run).status, ExitStatus::kDiffers);
  EXPECT_THAT(Judge(run).reasons,
              ElementsAre(HasSubstr("met another operation")));
}

TEST(ExitStatusTest, BadInputThenDifferencesThenBounds) {
  using enum ExitStatus;
  EXPECT_EQ(Worse(kBadInput, kDiffers), kBadInput);
  EXPECT_EQ(Worse(kCutShort, kDiffers), kDiffers);
  EXPECT_EQ(Worse(kAsExpected, kCutShort), kCutShort);
  EXPECT_EQ(Worse(kAsExpected, kAsExpected), kAsExpected);
}

}  // namespace
}  // namespace diorace::cli
