// The files that check writes for other programs, of real runs. What is in
// them in detail is tested in tests/tools/results.

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/results/validation.h"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using results::JsonProblems;
using results::XmlProblems;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::StartsWith;

class ResultFilesTest : public RunningTest {
 protected:
  ResultFilesTest() {
    Write("small.textproto", kFailing);
    Write("bounced.textproto", kPassing);
    Write("surprising.textproto",
          Replaced(Replaced(Replaced(kFailing, "FAIL", "PASS"), "\"small\"",
                            "\"surprising\""),
                   "violation { kind: \"guard_mismatch\" blame: \"no_promise\" "
                   "}",
                   ""));
  }

  Outcome Check(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {
        "check",
        "small.textproto",
        "bounced.textproto",
        "surprising.textproto",
        "--timing=never",
        "--junit=f/junit.xml",
        "--sarif=f/races.sarif",
        "--summary=f/summary.md",
        "--gitlab_codequality=f/quality.json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  std::string AllFiles() {
    return absl::StrCat(Read("f/junit.xml"), Read("f/races.sarif"),
                        Read("f/summary.md"), Read("f/quality.json"));
  }
};

TEST_F(ResultFilesTest, OneRunWritesThemAllAndTheyAreValid) {
  const Outcome outcome = Check({});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("3 scenarios: 2 as expected, 1 NOT"));
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(Files(), IsSupersetOf({"f/junit.xml", "f/quality.json",
                                     "f/races.sarif", "f/summary.md"}));
  EXPECT_EQ(XmlProblems(Read("f/junit.xml"), "junit.xsd"), "");
  EXPECT_EQ(JsonProblems(Read("f/races.sarif"), "sarif.schema.json"), "");
  EXPECT_EQ(JsonProblems(Read("f/quality.json"), "code_quality.schema.json"),
            "");
}

TEST_F(ResultFilesTest, TheySayWhatTheTableSays) {
  Check({});
  const nlohmann::json sarif = nlohmann::json::parse(Read("f/races.sarif"));
  const nlohmann::json& found = sarif["runs"][0]["results"];
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0]["level"], "note");
  EXPECT_EQ(found[1]["level"], "error");
  EXPECT_THAT(
      found[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
          .get<std::string>(),
      StartsWith("model/"));
  EXPECT_EQ(found[1]["relatedLocations"]
                .back()["physicalLocation"]["region"]["startLine"],
            14);
  EXPECT_THAT(Read("f/junit.xml"),
              HasSubstr("tests=\"3\" failures=\"1\" errors=\"0\""));
  EXPECT_THAT(Read("f/junit.xml"),
              HasSubstr("<property name=\"traces\" value=\"8\"/>"));
  EXPECT_EQ(nlohmann::json::parse(Read("f/quality.json")).size(), 1u);
}

TEST_F(ResultFilesTest, EqualRunsWriteEqualBytes) {
  Check({});
  const std::string first = AllFiles();
  Check({});
  EXPECT_EQ(AllFiles(), first);
}

TEST_F(ResultFilesTest, AnnotationsDoNotMixWithResults) {
  const Outcome outcome = Check({"--github_annotations", "--format=json"});
  EXPECT_THAT(outcome.out, testing::Not(HasSubstr("::error")));
  EXPECT_THAT(outcome.err,
              HasSubstr("\n::error file=surprising.textproto,line=14,title="));
}

TEST_F(ResultFilesTest, HtmlReportsStandBesideSchedules) {
  const Outcome outcome =
      Run({"check", "small.textproto", "bounced.textproto", "--html_reports"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(
      Read("diorace-out/small.1.html"),
      Run({"report", "diorace-out/small.1.schedule.textproto", "--format=html"})
          .out);
}

TEST_F(ResultFilesTest, WhatCannotBeWrittenIsStatus2) {
  const Outcome outcome =
      Run({"check", "bounced.textproto", "--junit=bounced.textproto/x"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("bounced.textproto"));
  EXPECT_EQ(Run({"check", "bounced.textproto", "--sarif="}).status, 2);
  EXPECT_EQ(Run({"explore", "bounced.textproto", "--sarif=x"}).status, 2);
}

TEST_F(ResultFilesTest, TwoFlagsDoNotNameOneFile) {
  const Outcome check =
      Run({"check", "bounced.textproto", "--junit=a/../f", "--sarif=f"});
  EXPECT_EQ(check.status, 2);
  EXPECT_THAT(check.err, HasSubstr("--sarif: f is the file of --junit, too"));
  const Outcome gate = Run(
      {"gate", "bounced.textproto", "--baseline=b", "--update", "--summary=b"});
  EXPECT_EQ(gate.status, 2);
  EXPECT_THAT(gate.err, HasSubstr("--baseline: b is the file of --summary"));
}

TEST_F(ResultFilesTest, WhatIsNoFileStaysWhatItIs) {
  EXPECT_EQ(Run({"check", "bounced.textproto", "--junit=/dev/null",
                 "--sarif=/dev/null"})
                .status,
            0);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

}  // namespace
}  // namespace diorace::cli
