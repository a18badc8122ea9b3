#include "tools/results/junit.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/results/sample_results.h"
#include "tests/tools/results/validation.h"

namespace diorace::results {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Problems(const std::vector<Result>& results) {
  return XmlProblems(JUnitXml(results), "junit.xsd");
}

TEST(JUnitTest, IsATestCaseAScenarioWithCountsAsProperties) {
  EXPECT_EQ(JUnitXml({Passing()}),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="diorace" tests="1" failures="0" errors="0">
  <testsuite name="passing" tests="1" failures="0" errors="0" skipped="0">
    <properties>
      <property name="release" value="7.0"/>
      <property name="verdict" value="pass"/>
      <property name="expected" value="pass"/>
      <property name="complete" value="true"/>
      <property name="strategy" value="dpor"/>
      <property name="guarantee" value="complete: 8 traces, no violation"/>
      <property name="executions" value="8"/>
      <property name="traces" value="8"/>
      <property name="redundant" value="0"/>
      <property name="steps" value="160"/>
      <property name="max_depth" value="20"/>
      <property name="violations" value="0"/>
    </properties>
    <testcase classname="diorace" name="passing"/>
  </testsuite>
</testsuites>
)");
}

TEST(JUnitTest, SaysWhatFailed) {
  const std::string xml = JUnitXml({Passing(), Surprising()});
  EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"1\" errors=\"0\""));
  EXPECT_THAT(xml, HasSubstr("<failure message=\"the verdict is fail, but pass "
                             "is expected\" "
                             "type=\"guard_mismatch/device_check\">"));
  EXPECT_THAT(xml, HasSubstr("guard tag error at sector 0\n"));
  EXPECT_THAT(xml, HasSubstr("diorace replay diorace-out/failing.1."));
}

TEST(JUnitTest, AnUndecidedScenarioIsAnError) {
  const std::string xml = JUnitXml({Undecided()});
  EXPECT_THAT(xml, HasSubstr("failures=\"0\" errors=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<error message=\"stopped by max_executions=8"));
  EXPECT_THAT(xml, HasSubstr("name=\"bound\" value=\"max_executions=8\""));
}

TEST(JUnitTest, AnExpectedViolationIsOutputOfACaseThatPassed) {
  const std::string xml = JUnitXml({Failing()});
  EXPECT_THAT(xml, HasSubstr("<system-out>guard tag error at sector 0"));
  EXPECT_THAT(xml, Not(HasSubstr("<failure")));
}

TEST(JUnitTest, WhatAnotherShareExploresIsSkipped) {
  Result result = Passing();
  result.elsewhere = true;
  EXPECT_THAT(JUnitXml({result}), HasSubstr("errors=\"0\" skipped=\"1\">"));
  EXPECT_THAT(JUnitXml({result}), HasSubstr("<skipped message="));
  EXPECT_EQ(Problems({result}), "");
}

TEST(JUnitTest, IsValid) {
  Result timed = Passing();
  timed.seconds = 1.5;
  EXPECT_EQ(Problems({timed, Failing(), Surprising(), Undecided(), Fixed()}),
            "");
  EXPECT_EQ(Problems({}), "");
  EXPECT_EQ(Problems({Hostile()}), "");
}

TEST(JUnitTest, TheSchemaRefuses) {
  EXPECT_THAT(XmlProblems("<testsuites/>", "junit.xsd"), HasSubstr("required"));
  EXPECT_THAT(XmlProblems(JUnitXml({Passing()}) + "<", "junit.xsd"),
              HasSubstr("parser error"));
}

}  // namespace
}  // namespace diorace::results
