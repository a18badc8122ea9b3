#include "tools/results/code_quality.h"

#include <set>
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

std::string Problems(const std::string& document) {
  return JsonProblems(document, "code_quality.schema.json");
}

TEST(CodeQualityTest, HasWhatIsNotAsExpected) {
  const json issues = json::parse(GitLabCodeQuality(std::vector<Result>{
      Passing(), Failing(), Surprising(), Undecided(), Fixed()}));
  ASSERT_EQ(issues.size(), 3u);
  EXPECT_EQ(issues[0]["check_name"], "guard_mismatch/device_check");
  EXPECT_EQ(issues[0]["severity"], "critical");
  EXPECT_EQ(issues[0]["location"]["path"], "scenarios/failing.textproto");
  EXPECT_EQ(issues[0]["location"]["lines"]["begin"], 12);
  EXPECT_EQ(issues[1]["severity"], "minor");
  EXPECT_EQ(issues[2]["severity"], "major");
  std::set<std::string> fingerprints;
  for (const json& issue : issues) fingerprints.insert(issue["fingerprint"]);
  EXPECT_EQ(fingerprints.size(), issues.size());
}

TEST(CodeQualityTest, IsValid) {
  EXPECT_EQ(Problems(GitLabCodeQuality(std::vector<Result>{
                Surprising(), Undecided(), Fixed(), Hostile()})),
            "");
  EXPECT_EQ(Problems(GitLabCodeQuality({})), "");
  EXPECT_THAT(Problems("[{}]"), HasSubstr("required"));
}

}  // namespace
}  // namespace diorace::results
