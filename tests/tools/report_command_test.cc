// diorace report: which report, and where it goes.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kSchedule[] = "diorace-out/small.1.schedule.textproto";

class ReportTest : public RunningTest {
 protected:
  ReportTest() {
    Write("small.textproto", kFailing);
    Run({"check", "small.textproto"});
  }
};

TEST_F(ReportTest, PrintsTextUnlessToldOtherwise) {
  const Outcome outcome = Run({"report", kSchedule});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("small on Linux 6.1: guard_mismatch "
                                      "(device_check), race R14b"));
  EXPECT_THAT(outcome.out,
              HasSubstr("\ndiorace replay diorace-out/small.1.schedule."));
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(Run({"report", kSchedule, "--color=always"}).out,
              HasSubstr("\x1b[31;1m"));
}

TEST_F(ReportTest, PrintsEachFormat) {
  EXPECT_THAT(Run({"report", kSchedule, "--format=html"}).out,
              StartsWith("<!doctype html>"));
  EXPECT_THAT(Run({"report", kSchedule, "--format=markdown"}).out,
              StartsWith("### guard\\_mismatch in `small`"));
  EXPECT_TRUE(nlohmann::json::accept(
      Run({"report", kSchedule, "--format=perfetto"}).out));
}

TEST_F(ReportTest, WritesAFileIfAsked) {
  const Outcome outcome =
      Run({"report", kSchedule, "--format=html", "--output=out/r.html"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_EQ(Read("out/r.html"),
            Run({"report", kSchedule, "--format=html"}).out);
  EXPECT_EQ(
      Run({"report", kSchedule, "--output=small.textproto/no_folder"}).status,
      2);
}

TEST_F(ReportTest, IsTheSameEachTime) {
  for (const char* format : {"text", "html", "markdown", "perfetto"}) {
    const std::vector<std::string> line = {"report", kSchedule, "--format",
                                           format};
    EXPECT_EQ(Run(line).out, Run(line).out) << format;
  }
}

TEST_F(ReportTest, AScheduleThatDoesNotFitIsStatus3) {
  Write("edited",
        Replaced(Read(kSchedule), "operation: \"fill\" object: \"buffer\"",
                 "operation: \"fill\" object: \"other\""));
  const Outcome outcome = Run({"report", "edited"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.err, HasSubstr("does not fit"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(ReportTest, WithoutTheViolationThereIsNothingToReport) {
  Write("edited", Replaced(Read(kSchedule), "value: 66", "value: 65"));
  const Outcome outcome = Run({"report", "edited"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("the recorded violation no longer occurs"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(ReportTest, WantsOneFileThatExists) {
  EXPECT_EQ(Run({"report"}).status, 2);
  EXPECT_EQ(Run({"report", kSchedule, kSchedule}).status, 2);
  EXPECT_THAT(Run({"report", "gone"}).err, HasSubstr("gone: No such file"));
  EXPECT_EQ(Run({"report", kSchedule, "--format=json"}).status, 2);
}

}  // namespace
}  // namespace diorace::cli
