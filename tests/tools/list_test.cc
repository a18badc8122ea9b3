#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "scenarios/loader.h"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ListTest : public RunningTest {
 protected:
  std::vector<std::string> Lines(const std::vector<std::string>& flags) {
    std::vector<std::string> arguments = {"list"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.status, 0);
    return absl::StrSplit(outcome.out, '\n', absl::SkipEmpty());
  }
};

TEST_F(ListTest, NamesEveryScenario) {
  const std::vector<std::string> names = BuiltInScenarioNames();
  const std::vector<std::string> lines = Lines({});
  ASSERT_EQ(lines.size(), names.size() + 1);
  EXPECT_THAT(lines[0], StartsWith("scenario "));
  for (size_t i = 0; i < names.size(); ++i)
    EXPECT_THAT(lines[i + 1], StartsWith(names[i] + " "));
}

TEST_F(ListTest, JsonIsOneObjectALine) {
  const std::vector<std::string> names = BuiltInScenarioNames();
  const std::vector<std::string> lines = Lines({"--format=json"});
  ASSERT_EQ(lines.size(), names.size());
  for (size_t i = 0; i < names.size(); ++i)
    EXPECT_EQ(ordered_json::parse(lines[i])["scenario"], names[i]);
}

TEST_F(ListTest, FiltersByRaceAndCommit) {
  const std::vector<std::string> all = Lines({"--format=json"});
  const std::vector<std::string> some = Lines({"--format=json", "--race=r01"});
  EXPECT_FALSE(some.empty());
  EXPECT_LT(some.size(), all.size());
  for (const std::string& line : some) EXPECT_THAT(line, HasSubstr("\"R01\""));

  // A prefix of the hash in the file, or the whole of what it abbreviates.
  const std::vector<std::string> by_prefix =
      Lines({"--format=json", "--commit=3373503"});
  EXPECT_FALSE(by_prefix.empty());
  EXPECT_EQ(by_prefix, Lines({"--format=json",
                              "--commit=3373503df025aaaaaaaaaaaaaaaaaaaa"}));
  for (const std::string& line : by_prefix)
    EXPECT_THAT(line, HasSubstr("3373503df025"));
}

TEST_F(ListTest, SaysSoWhenNothingMatches) {
  const Outcome outcome = Run({"list", "--test=generic/000"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "diorace: no scenario matches\n");
  EXPECT_EQ(Run({"list", "bdev"}).status, 2);
}

}  // namespace
}  // namespace diorace::cli
