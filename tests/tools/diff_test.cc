#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class DiffTest : public RunningTest {
 protected:
  DiffTest() {
    Write("small.textproto", kFailing);
    Run({"explore", "small.textproto"});
    schedule_ = Read("diorace-out/small.1.schedule.textproto");
    Write("a", schedule_);
    Write("b", schedule_);
  }

  Outcome Diff() { return Run({"diff", "a", "b"}); }

  std::string schedule_;
};

// Letters, not bytes.
size_t Width(absl::string_view line) {
  size_t width = 0;
  for (const char c : line)
    width += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return width;
}

TEST_F(DiffTest, EqualSchedulesAreStatus0) {
  const Outcome outcome = Diff();
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("A: a: small, release 6.1, "),
            HasSubstr("\nboth: guard_mismatch (device_check)"),
            HasSubstr("the schedules are the same\n"), Not(HasSubstr(">>>"))));
}

// The store comes first in one of them.
TEST_F(DiffTest, MarksTheFirstDifference) {
  std::vector<std::string> lines = absl::StrSplit(schedule_, '\n');
  std::string store;
  std::string moved;
  for (const std::string& line : lines) {
    if (absl::StrContains(line, "operation: \"fill\"") &&
        absl::StartsWith(line, "decision"))
      store = line;
  }
  ASSERT_NE(store, "");
  bool first = true;
  for (const std::string& line : lines) {
    if (line == store) continue;
    if (first && absl::StartsWith(line, "decision")) {
      absl::StrAppend(&moved, store, "\n");
      first = false;
    }
    absl::StrAppend(&moved, line, "\n");
  }
  Write("b", moved);
  const Outcome outcome = Diff();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr(">>> the first difference\n +"));
  EXPECT_THAT(outcome.out, HasSubstr("\n - "));
  EXPECT_THAT(outcome.out, HasSubstr("there: 1 "));
  EXPECT_THAT(outcome.out, HasSubstr("0 decisions up to the first difference"));
  for (const absl::string_view line : absl::StrSplit(outcome.out, '\n'))
    EXPECT_LE(Width(line), 100u) << line;
}

TEST_F(DiffTest, LongNamesAreWrappedAndControlCharactersAreNot) {
  const std::string longer(150, 'x');
  Write("b", Replaced(schedule_, "task: \"user\" operation: \"fill\"",
                      absl::StrCat("task: \"", longer,
                                   "\\033[2J\" operation: \"fill\"")));
  const Outcome outcome = Diff();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_FALSE(absl::StrContains(outcome.out, "\x1b"));
  for (const absl::string_view line : absl::StrSplit(outcome.out, '\n'))
    EXPECT_LE(Width(line), 100u) << line;
}

TEST_F(DiffTest, DifferentScenariosAreSaidAndCompared) {
  Write("b", Replaced(schedule_, "value: 66", "value: 67"));
  const Outcome outcome = Diff();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("\nthe scenarios differ\n"));
  EXPECT_THAT(outcome.out,
              HasSubstr("the decisions are the same; the scenarios differ\n"));
}

TEST_F(DiffTest, DifferentViolations) {
  Write("b", Replaced(schedule_, "kind: \"guard_mismatch\"\n  oracle",
                      "kind: \"leak\"\n  oracle"));
  const Outcome outcome = Diff();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\nA: guard_mismatch ("),
                                 HasSubstr("\nB: leak ("),
                                 HasSubstr("the violations differ\n")));
}

TEST_F(DiffTest, NothingInCommonIsBadInput) {
  Write("b",
        "format_version: 1 subject: \"My.Test\" violation { kind: \"leak\" } "
        "decision { step { task: \"t\" operation: \"load\" object: \"o\" "
        "occurrence: 1 } }");
  const Outcome outcome = Diff();
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("a and b cannot be compared: they are of different "
                        "scenarios, and nothing that one does is done in the "
                        "other"));
}

TEST_F(DiffTest, Json) {
  Write("b", Replaced(schedule_, "value: 66", "value: 67"));
  const Outcome outcome = Run({"diff", "a", "b", "--format=json"});
  EXPECT_EQ(outcome.status, 1);
  const nlohmann::json json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["same"], false);
  EXPECT_EQ(json["same_scenario"], false);
  EXPECT_EQ(json["same_violation"], true);
  EXPECT_EQ(json["first_difference"], nullptr);
  EXPECT_EQ(json["violation_a"]["kind"], "guard_mismatch");
  EXPECT_EQ(json["rows"][0]["a"]["number"], 1);
  EXPECT_EQ(json["rows"][0]["a"], json["rows"][0]["b"]);
  EXPECT_EQ(json["rows"][0]["same"], true);
}

TEST_F(DiffTest, ColoursOnlyIfAskedForOrOnATerminal) {
  Write("b", Replaced(schedule_, "task: \"user\" operation: \"fill\"",
                      "task: \"other\" operation: \"fill\""));
  EXPECT_FALSE(absl::StrContains(Diff().out, "\x1b"));
  EXPECT_TRUE(absl::StrContains(Run({"diff", "a", "b", "--color=always"}).out,
                                "\x1b["));
}

TEST_F(DiffTest, WantsTwoFilesThatAreSchedules) {
  EXPECT_EQ(Run({"diff", "a"}).status, 2);
  EXPECT_EQ(Run({"diff", "a", "b", "b"}).status, 2);
  EXPECT_THAT(Run({"diff", "a", "gone"}).err, HasSubstr("gone: No such file"));
  EXPECT_EQ(Run({"diff", "small.textproto", "b"}).status, 2);
}

}  // namespace
}  // namespace diorace::cli
