// diorace explore writes schedules, diorace replay runs them.

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kSchedule[] = "diorace-out/small.1.schedule.textproto";

class ExploreTest : public RunningTest {
 protected:
  ExploreTest() {
    Write("small.textproto", kFailing);
    Write("bounced.textproto", kPassing);
  }

  Outcome Explore(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"explore", "--timing=never"});
    return Run(arguments);
  }
};

TEST_F(ExploreTest, PrintsViolationsAndEndsWithTheGuarantee) {
  const Outcome outcome = Explore({"small.textproto"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, StartsWith("small, release 6.1\n\n"
                                      "1. guard_mismatch (device_check), blame "
                                      "no_promise, race R14b\n"
                                      "   guard tag error at sector 0 (rcvd "));
  EXPECT_THAT(outcome.out, HasSubstr("   user: fill buffer[0,1) ("));
  EXPECT_THAT(outcome.out,
              HasSubstr("   kblockd/nvme0n1: sample buffer[0,256) ("));
  EXPECT_THAT(outcome.out, HasSubstr(absl::StrCat("schedule: ", kSchedule)));
  const std::vector<std::string> lines =
      absl::StrSplit(outcome.out, '\n', absl::SkipEmpty());
  EXPECT_THAT(lines.back(),
              StartsWith("complete for this scenario in this model (sequential "
                         "consistency, no injected faults): "));
  EXPECT_THAT(lines.back(), EndsWith("1 distinct violation"));
}

TEST_F(ExploreTest, AProofIsStatus0AndWritesNothing) {
  EXPECT_EQ(Explore({"bounced.textproto"}).status, 0);
  EXPECT_EQ(Files().size(), 2u);
}

TEST_F(ExploreTest, ABoundIsStatus4UnlessAViolationWasFound) {
  EXPECT_EQ(Explore({"bounced.textproto", "--max_executions=3"}).status, 4);
  EXPECT_EQ(Explore({"small.textproto", "--max_executions=12"}).status, 1);
}

TEST_F(ExploreTest, SettingsChangeTheScenario) {
  const Outcome off = Explore({"bounced.textproto", "--set", "dio_bounce=off"});
  EXPECT_EQ(off.status, 1);
  EXPECT_THAT(off.out,
              StartsWith("small_bounced, release 7.0, dio_bounce=off\n"));
  EXPECT_EQ(Explore({"bounced.textproto", "--set=release=6.19"}).status, 1);
  // Raw block devices bounce in no release.
  EXPECT_EQ(Explore({"small.textproto", "--set=release=7.0"}).status, 1);
  // The changed scenario is what the schedule holds.
  const std::string schedule =
      Read("diorace-out/small_bounced.1.schedule.textproto");
  EXPECT_THAT(schedule, HasSubstr("release: \"6.19\""));
}

// Limits and faults are set by name, and checked as if they stood in the file.
TEST_F(ExploreTest, SetsLimitsAndFaults) {
  // The example of `diorace help explore`.
  EXPECT_EQ(Explore({"bounced.textproto", "--set", "faults.budget=1", "--set",
                     "faults.kind=USER_FAULT"})
                .status,
            1);
  EXPECT_EQ(Explore({"bounced.textproto", "--set=limits.cpus=1", "--set",
                     "faults.kind=DEVICE_ERROR", "--set=faults.budget=0"})
                .status,
            0);
  const auto refusal = [&](const std::string& setting) {
    const Outcome outcome = Explore({"bounced.textproto", "--set", setting});
    EXPECT_EQ(outcome.status, 2) << setting;
    return outcome.err;
  };
  EXPECT_THAT(
      refusal("limits.cpu=1"),
      StartsWith("diorace: --set: there is no setting 'limits.cpu'; did "
                 "you mean cpus?"));
  EXPECT_THAT(refusal("limits.cpus=many"),
              StartsWith("diorace: --set: 'many' is no value of limits.cpus"));
  EXPECT_THAT(refusal("limits.cpus=9"),
              StartsWith("diorace: --set: cpus is 9; it must be from 1 to 4"));
  EXPECT_THAT(refusal("faults.kind=METEORITE"),
              StartsWith("diorace: --set: 'METEORITE' is no value of"));
}

TEST_F(ExploreTest, SettingsThatDoNotExistAreRefused) {
  const Outcome unknown = Explore({"small.textproto", "--set=magic=on"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err,
              StartsWith("diorace: --set: there is no switch 'magic'"));
  EXPECT_EQ(Explore({"small.textproto", "--set=release=1.0"}).status, 2);
  EXPECT_EQ(Explore({}).status, 2);
  EXPECT_EQ(Explore({"small.textproto", "bounced.textproto"}).status, 2);
}

class ReplayTest : public ExploreTest {
 protected:
  ReplayTest() {
    Explore({"small.textproto"});
    schedule_ = Read(kSchedule);
    files_ = Files();
  }
  ~ReplayTest() override {
    EXPECT_EQ(Files(), files_) << "replay wrote something";
  }

  Outcome ReplayOf(const std::string& schedule) {
    Write(kSchedule, schedule);
    return Run({"replay", kSchedule});
  }

  std::string schedule_;
  std::vector<std::string> files_;
};

TEST_F(ReplayTest, ShowsTheViolationAgain) {
  const Outcome outcome = Run({"replay", kSchedule});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, StartsWith("scenario small, release 6.1\n"
                                      "found by dpor in execution "));
  EXPECT_THAT(outcome.out, HasSubstr("(user store)"));
  EXPECT_THAT(outcome.out, HasSubstr("\nreproduced: guard_mismatch"));
  EXPECT_EQ(Run({"replay", kSchedule}).out, outcome.out);
}

TEST_F(ReplayTest, AFileThatEndsTooEarlyIsBadInput) {
  const Outcome middle = ReplayOf(schedule_.substr(0, schedule_.size() - 9));
  EXPECT_EQ(middle.status, 2);
  EXPECT_THAT(middle.err, HasSubstr("the file ends here"));
  EXPECT_THAT(middle.err,
              StartsWith(absl::StrCat("diorace: ", kSchedule, ":")));

  // Between two decisions, what is left is a good file, but for its length.
  const size_t last = schedule_.rfind("decision {");
  const Outcome whole_lines = ReplayOf(schedule_.substr(0, last));
  EXPECT_EQ(whole_lines.status, 2);
  EXPECT_THAT(whole_lines.err, HasSubstr("the end of the file is missing"));

  const Outcome head =
      ReplayOf(schedule_.substr(0, schedule_.find("decision {")));
  EXPECT_EQ(head.status, 2);
  EXPECT_THAT(head.err, HasSubstr("has no decisions"));
  EXPECT_EQ(ReplayOf("").status, 2);
}

TEST_F(ReplayTest, GarbageIsBadInputAndDoesNotReachTheTerminal) {
  const Outcome outcome = ReplayOf("\x1b[2J\x9e\xff");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_FALSE(absl::StrContains(outcome.err, "\x1b"));
}

TEST_F(ReplayTest, AnEditedScenarioThatNoLongerFitsIsStatus3) {
  // Another path through the kernel.
  const Outcome other_path =
      ReplayOf(Replaced(schedule_, "RAW_BLOCK_DEVICE", "XFS"));
  EXPECT_EQ(other_path.status, 3);
  EXPECT_THAT(other_path.err,
              HasSubstr(" does not fit: the schedule expects "));
  EXPECT_THAT(other_path.err,
              StartsWith(absl::StrCat("diorace: ", kSchedule, ":")));
  EXPECT_THAT(other_path.err, HasSubstr(": the schedule is stale: decision "));
  EXPECT_THAT(other_path.err, HasSubstr("`diorace reseat "));
  EXPECT_THAT(other_path.out, HasSubstr("can run: "));

  // The store is elsewhere.
  const Outcome moved =
      ReplayOf(Replaced(schedule_, "value: 66", "offset: 300 value: 66"));
  EXPECT_EQ(moved.status, 3);
  EXPECT_THAT(moved.err, HasSubstr("expects user: fill buffer[0,1), but the "
                                   "next operation is user: fill "
                                   "buffer[300,301)"));
}

// The place that it names is that of the decision.
TEST_F(ReplayTest, NamesTheLineOfTheDecisionThatDoesNotFit) {
  const size_t at = schedule_.find("task: \"user\" operation: \"fill\"");
  ASSERT_NE(at, std::string::npos);
  std::vector<std::string> before =
      absl::StrSplit(schedule_.substr(0, at), '\n');
  const Outcome outcome =
      ReplayOf(Replaced(schedule_, "task: \"user\" operation: \"fill\"",
                        "task: \"nobody\" operation: \"fill\""));
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.err,
              HasSubstr(absl::StrCat(kSchedule, ":", before.size(), ":1: ")));
}

TEST_F(ReplayTest, AFixedScenarioIsStatus0) {
  // The store writes what is there already.
  const Outcome outcome =
      ReplayOf(Replaced(schedule_, "value: 66", "value: 65"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("NOT reproduced: guard_mismatch"));
  EXPECT_THAT(outcome.out,
              EndsWith(absl::StrCat(
                  "the bug is gone from this schedule: it fits, but the "
                  "recorded violation no longer occurs; `diorace reseat ",
                  kSchedule, "` proves whether any schedule still fails\n")));
}

TEST_F(ReplayTest, AnEditedScenarioThatIsWrongIsBadInput) {
  const Outcome release =
      ReplayOf(Replaced(schedule_, "release: \"6.1\"", "release: \"9.9\""));
  EXPECT_EQ(release.status, 2);
  EXPECT_THAT(release.err, HasSubstr(":3: there is no release '9.9'"));
  EXPECT_EQ(ReplayOf(Replaced(schedule_, "value: 66", "value: 660")).status, 2);
}

TEST_F(ReplayTest, AScheduleOfACheckerTestSaysWhereItBelongs) {
  const size_t begin = schedule_.find("[diorace.scenario]");
  const size_t end = schedule_.find("\ndecision {");
  std::string bare = schedule_;
  bare.erase(begin, end - begin);
  const Outcome outcome =
      ReplayOf(Replaced(bare, "subject: \"small\"", "subject: \"My.Test\""));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("It is a schedule of My.Test; if that is "
                                     "a CHECKER_TEST"));
}

TEST_F(ReplayTest, WantsOneFileThatExists) {
  EXPECT_EQ(Run({"replay"}).status, 2);
  EXPECT_EQ(Run({"replay", kSchedule, kSchedule}).status, 2);
  EXPECT_THAT(Run({"replay", "gone"}).err, HasSubstr("gone: No such file"));
  EXPECT_EQ(Run({"replay", "gone"}).status, 2);
}

}  // namespace
}  // namespace diorace::cli
