#include "model/races.h"

#include <fstream>
#include <iterator>
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

class RacesTest : public RunningTest {};

TEST_F(RacesTest, PageIsWhatTheCommandPrints) {
  std::ifstream file("docs/races.md");
  const std::string page((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  const Outcome printed = Run({"races"});
  EXPECT_EQ(printed.status, 0);
  EXPECT_EQ(printed.out, page)
      << "docs/races.md is stale: diorace races > docs/races.md";
}

TEST_F(RacesTest, JsonIsOneRowALine) {
  const Outcome printed = Run({"races", "--format=json"});
  EXPECT_EQ(printed.status, 0);
  const std::vector<std::string> lines =
      absl::StrSplit(printed.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), dio::Races().size());
  const ordered_json first = ordered_json::parse(lines[0]);
  EXPECT_EQ(first["row"], "R01");
  EXPECT_EQ(first["releases"]["XFS"], "6.1 to 6.19");
  EXPECT_FALSE(first["before"].empty());
  EXPECT_EQ(first["shortest"]["preemptions"], 0);
  EXPECT_EQ(first["shortest"]["proven"], true);
}

TEST_F(RacesTest, TakesNothingElse) {
  EXPECT_EQ(Run({"races", "R01"}).status, 2);
  EXPECT_EQ(Run({"races", "--format=text"}).status, 2);
}

}  // namespace
}  // namespace diorace::cli
