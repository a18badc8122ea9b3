#include "tools/results/sarif.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/results/sample_results.h"
#include "tests/tools/results/validation.h"

namespace diorace::results {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json RunOf(const std::vector<Result>& results) {
  return json::parse(SarifJson(results))["runs"][0];
}

std::string Problems(const std::vector<Result>& results) {
  return JsonProblems(SarifJson(results), "sarif.schema.json");
}

TEST(SarifTest, AViolationIsAResultOfItsRule) {
  const json run = RunOf({Surprising()});
  const json& result = run["results"].at(0);
  EXPECT_EQ(result["ruleId"], "guard_mismatch/device_check");
  EXPECT_EQ(run["tool"]["driver"]["rules"].at(
                result["ruleIndex"].get<size_t>())["id"],
            result["ruleId"]);
  EXPECT_EQ(result["level"], "error");
  EXPECT_FALSE(result.contains("suppressions"));
  EXPECT_THAT(result["message"]["text"].get<std::string>(),
              HasSubstr("diorace replay diorace-out/failing.1."));
}

TEST(SarifTest, ItIsWhereTheRuleBroke) {
  const json result = RunOf({Surprising()})["results"][0];
  const json& place = result["locations"].at(0);
  EXPECT_EQ(place["physicalLocation"]["artifactLocation"]["uri"],
            "model/block/check.cc");
  EXPECT_EQ(place["physicalLocation"]["region"]["startLine"], 61);
  EXPECT_EQ(place["logicalLocations"][0]["name"], "writer/irq");
  // The two operations, and the scenario.
  ASSERT_EQ(result["relatedLocations"].size(), 3u);
  EXPECT_EQ(
      result["relatedLocations"][2]["physicalLocation"]["region"]["startLine"],
      12);
}

TEST(SarifTest, TheCodeFlowIsTheSchedule) {
  const json steps = RunOf({Surprising()})["results"][0]["codeFlows"][0]
                                          ["threadFlows"][0]["locations"];
  ASSERT_EQ(steps.size(), 3u);
  for (size_t i = 0; i < steps.size(); ++i)
    EXPECT_EQ(steps[i]["executionOrder"], i + 1);
  EXPECT_EQ(steps[1]["location"]["message"]["text"],
            "user: fill buffer[0,256) (D1 device fetches and checks)");
  EXPECT_EQ(steps[1]["location"]["physicalLocation"]["region"]["startLine"],
            114);
  EXPECT_FALSE(steps[0].contains("importance"));
  EXPECT_EQ(steps[1]["importance"], "essential");
  EXPECT_EQ(steps[2]["importance"], "essential");
}

TEST(SarifTest, WhatIsExpectedIsASuppressedNote) {
  const json result = RunOf({Failing()})["results"][0];
  EXPECT_EQ(result["level"], "note");
  EXPECT_EQ(result["suppressions"][0]["status"], "accepted");
}

TEST(SarifTest, AVerdictThatNoViolationExplainsIsAResult) {
  const json run = RunOf({Passing(), Fixed(), Undecided()});
  ASSERT_EQ(run["results"].size(), 2u);
  EXPECT_EQ(run["results"][0]["ruleId"], "verdict");
  EXPECT_THAT(run["results"][0]["message"]["text"].get<std::string>(),
              HasSubstr("fixed: the verdict is pass, but fail is expected"));
}

TEST(SarifTest, FingerprintsAreOfTheViolationAlone) {
  Result other = Surprising();
  other.file = "elsewhere";
  other.findings[0].file = "elsewhere";
  other.findings[0].schedule.mutable_violation()->set_message("other words");
  const json first = RunOf({Surprising()})["results"][0];
  EXPECT_EQ(first["partialFingerprints"],
            RunOf({other})["results"][0]["partialFingerprints"]);
  other.findings[0].schedule.mutable_violation()->set_kind("other");
  EXPECT_NE(first["partialFingerprints"],
            RunOf({other})["results"][0]["partialFingerprints"]);
}

TEST(SarifTest, IsValid) {
  Result from_the_start = Surprising();
  from_the_start.findings[0].schedule.clear_decision();
  Result twice_the_same = Surprising();
  checker::ViolationRecord& violation =
      *twice_the_same.findings[0].schedule.mutable_violation();
  *violation.add_operation() = violation.operation(0);
  EXPECT_EQ(Problems({Passing(), Failing(), Surprising(), Undecided(), Fixed(),
                      from_the_start, twice_the_same}),
            "");
  EXPECT_EQ(Problems({}), "");
  EXPECT_EQ(Problems({Hostile()}), "");
}

TEST(SarifTest, TheSchemaRefuses) {
  json log = json::parse(SarifJson({Surprising()}));
  log["runs"][0]["results"][0]["levle"] = "error";
  EXPECT_THAT(JsonProblems(log.dump(), "sarif.schema.json"),
              HasSubstr("levle"));
}

}  // namespace
}  // namespace diorace::results
