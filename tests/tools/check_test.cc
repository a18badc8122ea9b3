// diorace check, and what holds for all commands.

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using nlohmann::ordered_json;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CheckTest : public RunningTest {
 protected:
  CheckTest() {
    Write("small.textproto", kFailing);
    Write("bounced.textproto", kPassing);
  }

  Outcome Check(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"check", "--timing=never"});
    return Run(arguments);
  }

  ordered_json CheckJson(const std::string& scenario) {
    return ordered_json::parse(Check({scenario, "--format=json"}).out);
  }
};

TEST_F(CheckTest, PrintsATableWhatWasFoundAndTheGuarantee) {
  const Outcome outcome = Check({"small.textproto", "bounced.textproto"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  const std::vector<std::string> lines = absl::StrSplit(outcome.out, '\n');
  ASSERT_GE(lines.size(), 3u);
  EXPECT_THAT(lines[0], StartsWith("scenario       release  verdict"));
  EXPECT_THAT(lines[1], StartsWith("small          6.1      fail        fail "
                                   "     yes"));
  EXPECT_THAT(lines[2], StartsWith("small_bounced  7.0      pass        pass "
                                   "     yes"));
  EXPECT_THAT(outcome.out, HasSubstr("small: blame no_promise"));
  EXPECT_THAT(outcome.out, HasSubstr("guard tag error at sector 0 (rcvd "));
  EXPECT_THAT(outcome.out,
              HasSubstr("diorace-out/small.1.schedule.textproto ("));
  EXPECT_THAT(outcome.out,
              EndsWith("2 scenarios: 2 as expected\n"
                       "complete for 2 of 2 scenarios in this model "
                       "(sequential consistency, no injected faults): every "
                       "interleaving is covered\n"));
  EXPECT_THAT(Files(), ElementsAre("bounced.textproto",
                                   "diorace-out/small.1.schedule.textproto",
                                   "small.textproto"));
}

TEST_F(CheckTest, AnotherVerdictThanExpectedIsStatus1) {
  Write("small.textproto",
        Replaced(Replaced(kFailing, "FAIL", "PASS"),
                 "violation { kind: \"guard_mismatch\" blame: \"no_promise\" }",
                 ""));
  const Outcome outcome = Check({"small.textproto"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out,
              HasSubstr("blame no_promise, race R14b (NOT expected)"));
  EXPECT_THAT(
      outcome.out,
      HasSubstr("NOT OK  small: the verdict is fail, but pass is expected\n"));
  EXPECT_THAT(outcome.out, HasSubstr("0 as expected, 1 NOT as expected"));
}

TEST_F(CheckTest, AHypothesisIsShownAndCountsForNothing) {
  Write("small.textproto", Replaced(kFailing, "FAIL", "HYPOTHESIS"));
  const Outcome outcome = Check({"small.textproto", "bounced.textproto"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("hypothesis  hypothesis  -  "));
  EXPECT_THAT(outcome.out, HasSubstr("small: blame no_promise"));
  EXPECT_THAT(outcome.out,
              HasSubstr("2 scenarios: 1 as expected, 1 hypothesis\n"));
  EXPECT_EQ(CheckJson("small.textproto")["verdict"], "hypothesis");
}

TEST_F(CheckTest, ABoundBeforeTheVerdictIsStatus4) {
  const Outcome outcome = Check({"bounced.textproto", "--max_executions=1"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_THAT(outcome.out, HasSubstr("incomplete  pass      ?"));
  EXPECT_THAT(outcome.out, HasSubstr("stopped by max_executions=1 before"));
  EXPECT_THAT(outcome.out, HasSubstr("0 as expected, 1 undecided\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\nno guarantee in this model"));
  const Outcome steps = Check({"bounced.textproto", "--max_steps=5"});
  EXPECT_EQ(steps.status, 4);
  EXPECT_THAT(steps.out, HasSubstr("stopped by max_steps=5 before"));
}

TEST_F(CheckTest, SamplingFindsButDoesNotProve) {
  const Outcome fails = Check({"small.textproto", "--strategy=random",
                               "--seed=3", "--max_executions=500"});
  EXPECT_EQ(fails.status, 0);
  EXPECT_THAT(fails.out, HasSubstr("no guarantee in this model"));
  EXPECT_EQ(
      Check({"bounced.textproto", "--strategy=random", "--max_executions=500"})
          .status,
      4);
}

TEST_F(CheckTest, AScenarioSaysItselfHowFarToGo) {
  Write("small.textproto", std::string(kFailing) +
                               "bounds { strategy: \"random\" "
                               "max_executions: 300 }");
  const ordered_json line = CheckJson("small.textproto");
  EXPECT_EQ(line["strategy"], "random");
  EXPECT_EQ(line["executions"], 300);
  EXPECT_EQ(line["bound"], "max_executions=300");
}

TEST_F(CheckTest, ReadsAllArgumentsBeforeItRunsAny) {
  Write("bad.textproto", Replaced(kFailing, "release", "relase"));
  const Outcome outcome =
      Check({"small.textproto", "bad.textproto", "no_such", "gone.textproto"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("diorace: bad.textproto:2:7: "));
  EXPECT_THAT(outcome.err, HasSubstr("there is no scenario 'no_such'"));
  EXPECT_THAT(outcome.err, HasSubstr("gone.textproto: No such file"));
  EXPECT_THAT(Files(), ElementsAre("bad.textproto", "bounced.textproto",
                                   "small.textproto"));
}

TEST_F(CheckTest, RefusesTwoScenariosOfOneName) {
  Write("other.textproto", kFailing);
  const Outcome outcome = Check({"small.textproto", "other.textproto"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("scenario 'small' is given twice: "
                                     "small.textproto and other.textproto"));
}

TEST_F(CheckTest, JsonHasTheFieldsOfTheContract) {
  const ordered_json line = CheckJson("small.textproto");
  std::vector<std::string> fields;
  for (const auto& [field, value] : line.items()) fields.push_back(field);
  EXPECT_THAT(
      fields,
      ElementsAre("schema", "scenario", "release", "verdict", "expected", "ok",
                  "complete", "strategy", "bound", "guarantee", "executions",
                  "redundant", "steps", "max_depth", "violations"));
  EXPECT_EQ(line["schema"], 1);
  EXPECT_EQ(line["scenario"], "small");
  EXPECT_EQ(line["verdict"], "fail");
  EXPECT_EQ(line["ok"], true);
  EXPECT_EQ(line["complete"], true);
  EXPECT_TRUE(line["bound"].is_null());
  EXPECT_GT(line["executions"], 0);
  EXPECT_THAT(line["guarantee"].get<std::string>(),
              StartsWith("complete for this scenario in this model"));

  ASSERT_EQ(line["violations"].size(), 1u);
  const ordered_json& violation = line["violations"][0];
  fields.clear();
  for (const auto& [field, value] : violation.items()) fields.push_back(field);
  EXPECT_THAT(fields, ElementsAre("kind", "blame", "oracle", "object",
                                  "operations", "row", "schedule",
                                  "preemptions", "steps", "minimal"));
  EXPECT_EQ(violation["kind"], "guard_mismatch");
  EXPECT_EQ(violation["blame"], "no_promise");
  EXPECT_EQ(violation["schedule"], "small.1.schedule.textproto");
  EXPECT_EQ(violation["operations"].size(), 2u);
}

// What was reached in one scenario is reached.
TEST_F(CheckTest, CoverageListsTheStepsThatNothingReached) {
  const Outcome outcome =
      Check({"small.textproto", "bounced.textproto", "--coverage"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out,
              HasSubstr(" steps were not reached by any execution\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n  E4    copy back\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n  UL    user load\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("  L8b   ")));
  EXPECT_THAT(outcome.out, Not(HasSubstr("  U     ")));
  EXPECT_THAT(Check({"bounced.textproto", "--coverage"}).out,
              HasSubstr("\n  W1    submit_bio_wait\n"));
  EXPECT_THAT(Check({"small.textproto"}).out, Not(HasSubstr("not reached")));
}

// In JSON, it is a line of its own, the last.
TEST_F(CheckTest, CoverageAsJson) {
  const Outcome outcome =
      Check({"bounced.textproto", "--coverage", "--format=json"});
  const std::vector<std::string> lines = absl::StrSplit(outcome.out, '\n');
  ASSERT_EQ(lines.size(), 3u);
  const ordered_json line = ordered_json::parse(lines[1]);
  EXPECT_EQ(line["schema"], 1);
  EXPECT_GT(line["steps"], line["unreached"].size());
  EXPECT_THAT(line["unreached"],
              testing::Contains(
                  ordered_json{{"id", "W1"}, {"label", "W1 submit_bio_wait"}}));
}

TEST_F(CheckTest, TheGuaranteeSaysWhichFaultsWereInjected) {
  const std::string faults =
      "faults { kind: DEVICE_ERROR kind: USER_FAULT } must_reach";
  const std::string on_7_2 =
      Replaced(kPassing, "release: \"7.0\"", "release: \"7.2\"");
  Write("faulty.textproto", Replaced(Replaced(on_7_2, "must_reach", faults),
                                     "small_bounced", "faulty"));
  const std::string text =
      "(sequential consistency, at most 1 injected fault of: device_error, "
      "user_fault)";
  const Outcome outcome = Check({"faulty.textproto"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr(text));
  EXPECT_THAT(CheckJson("faulty.textproto")["guarantee"].get<std::string>(),
              HasSubstr(text));
  EXPECT_THAT(Check({"faulty.textproto", "bounced.textproto"}).out,
              HasSubstr("(sequential consistency, no injected faults but those "
                        "that scenarios ask for)"));
  EXPECT_THAT(Run({"explore", "faulty.textproto"}).out, HasSubstr(text));
}

TEST_F(CheckTest, SecondsAreThereUnlessTimingIsNever) {
  const Outcome outcome = Run({"check", "small.textproto", "--format=json"});
  EXPECT_TRUE(ordered_json::parse(outcome.out)["seconds"].is_number());
}

TEST_F(CheckTest, JsonPutsReasonsOnStandardError) {
  const Outcome outcome =
      Check({"bounced.textproto", "--max_executions=1", "--format=json"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(ordered_json::parse(outcome.out)["ok"], false);
  EXPECT_THAT(outcome.err, StartsWith("diorace: small_bounced: stopped by"));
}

// "\377" is no UTF-8.
TEST_F(CheckTest, JsonIsUtf8WhateverTheFileHolds) {
  Write("small.textproto",
        Replaced(kFailing, "name:", "description: \"\\377\\033[2J\" name:"));
  EXPECT_EQ(CheckJson("small.textproto")["ok"], true);
}

TEST_F(CheckTest, EqualRunsPrintEqualBytes) {
  for (const char* format : {"--format=text", "--format=json"}) {
    const Outcome first = Check({"small.textproto", format});
    const std::string schedule = Read("diorace-out/small.1.schedule.textproto");
    const Outcome second = Check({"small.textproto", format});
    EXPECT_EQ(first.out, second.out);
    EXPECT_EQ(schedule, Read("diorace-out/small.1.schedule.textproto"));
  }
}

TEST_F(CheckTest, WritesWhereItIsTold) {
  EXPECT_EQ(Check({"small.textproto", "--output_dir=a/b/"}).status, 0);
  EXPECT_THAT(Read("a/b/small.1.schedule.textproto"),
              HasSubstr("format_version: 2"));
  const Outcome outcome =
      Check({"small.textproto", "--output_dir=small.textproto"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, StartsWith("diorace: "));
}

// What a BUILD file says may be older than the scenario.
TEST_F(CheckTest, BuildAndBoundsAgree) {
  Write("shards.textproto",
        Replaced(kPassing, "expect {",
                 "bounds { shards: 8 test_size: MEDIUM } expect {"));
  EXPECT_EQ(Check({"shards.textproto", "--test_bounds=medium,8"}).status, 0);
  EXPECT_EQ(Check({"small.textproto", "--test_bounds=small,1"}).status, 0);
  const Outcome outcome = Check({"shards.textproto", "--test_bounds=small,4"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(
      outcome.err,
      AllOf(HasSubstr("shards.textproto: BUILD says size = \"small\", the "
                      "scenario's bounds say medium; BUILD says shard_count = "
                      "4, the scenario's bounds say 8. "),
            HasSubstr("bazel sync --configure")));
  EXPECT_EQ(
      Check({"small.textproto", "--test_bounds=small,1,expected-fail"}).status,
      0);
  const Outcome stale =
      Check({"small.textproto", "--test_bounds=small,1,expected-pass,sampled"});
  EXPECT_EQ(stale.status, 2);
  EXPECT_THAT(stale.err,
              HasSubstr("the test's tags are expected-pass,sampled, the "
                        "scenario's are expected-fail. "));
  EXPECT_EQ(Check({"small.textproto", "--test_bounds=4"}).status, 2);
  EXPECT_EQ(Check({"small.textproto", "--test_bounds=,4"}).status, 2);
}

TEST_F(CheckTest, ColoursOnlyWhenWanted) {
  EXPECT_THAT(Check({"small.textproto"}).out, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(Check({"small.textproto", "--color=always"}).out,
              HasSubstr("\x1b["));
}

TEST_F(CheckTest, WithoutACommandItSaysHowToUseIt) {
  const Outcome none = Run({});
  EXPECT_EQ(none.status, 2);
  EXPECT_EQ(none.out, "");
  EXPECT_THAT(none.err, HasSubstr("diorace check"));
  const Outcome help = Run({"help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(help.out, none.err);
  EXPECT_THAT(Run({"check", "--help"}).out,
              AllOf(HasSubstr("usage: diorace check"), HasSubstr("--seed=N")));
}

}  // namespace
}  // namespace diorace::cli
