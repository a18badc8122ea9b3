#include "tools/results/annotations.h"

#include <regex>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/results/sample_results.h"

namespace diorace::results {
namespace {

using testing::IsEmpty;

std::vector<std::string> Lines(const std::vector<Result>& results) {
  return absl::StrSplit(GitHubAnnotations(results), '\n', absl::SkipEmpty());
}

// The grammar of a workflow command that annotates: values of properties have
// neither ":" nor ",", and "%" only as part of an escape.
bool IsCommand(const std::string& line) {
  const std::string escaped = "(%25|%0D|%0A|%3A|%2C|[^%:,\\r\\n])*";
  const std::regex command("::error file=" + escaped +
                           ",line=[1-9][0-9]*,title=" + escaped +
                           "::(%25|%0D|%0A|[^%\\r\\n])*");
  return std::regex_match(line, command);
}

TEST(AnnotationsTest, ALineForEachThingThatIsNotAsExpected) {
  const std::vector<std::string> lines =
      Lines({Passing(), Failing(), Surprising(), Undecided(), Fixed()});
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0],
            "::error file=scenarios/failing.textproto,line=12,"
            "title=surprising%3A guard_mismatch::guard tag error at sector 0"
            "%0Aguard_mismatch (device_check), blame no_promise, race R01; "
            "scenario surprising on Linux 6.19; 3 steps, 1 preemption"
            "%0Adiorace replay diorace-out/failing.1.schedule.textproto");
  EXPECT_EQ(lines[1],
            "::error file=scenarios/passing.textproto,line=12,"
            "title=undecided%3A verdict::stopped by max_executions=8 before "
            "the verdict was known");
}

TEST(AnnotationsTest, WhatNoFindingShowsIsThereAsWell) {
  Result result = Surprising();
  result.apart = {"traces up: 12 traces, accepted 8"};
  const std::vector<std::string> lines = Lines({result});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[1].ends_with(
      "title=surprising%3A verdict::traces up: 12 traces, accepted 8"))
      << lines[1];
}

TEST(AnnotationsTest, NothingIfAllIsAsExpected) {
  EXPECT_THAT(Lines({Passing(), Failing()}), IsEmpty());
}

TEST(AnnotationsTest, NoTextEndsACommandOrBeginsOne) {
  const std::vector<std::string> lines = Lines({Surprising(), Hostile()});
  ASSERT_EQ(lines.size(), 2u);
  for (const std::string& line : lines) EXPECT_TRUE(IsCommand(line)) << line;
  EXPECT_FALSE(IsCommand("::error file=a,b,line=1,title=t::m"));
  EXPECT_FALSE(IsCommand("::error file=a,line=1,title=t::100%"));
}

}  // namespace
}  // namespace diorace::results
