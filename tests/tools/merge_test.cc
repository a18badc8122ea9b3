// diorace merge.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running_shares.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

using MergeTest = SharesTest;

TEST_F(MergeTest, TogetherSayWhatOneRunSays) {
  const Outcome whole = Run({"check", "fails.textproto", "passes.textproto",
                             "--format=json", "--timing=never"});
  std::vector<std::string> files = CheckShares(3);
  files.emplace_back("--format=json");
  const Outcome merged = Merge(files);
  EXPECT_EQ(merged.status, 0);
  for (const size_t line : {0, 1}) {
    nlohmann::json expected = Line(whole.out, line);
    nlohmann::json found = Line(merged.out, line);
    // Each share names its schedules after itself.
    for (nlohmann::json* const result : {&expected, &found}) {
      for (nlohmann::json& violation : (*result)["violations"])
        violation.erase("schedule");
    }
    for (const char* field :
         {"scenario", "release", "verdict", "expected", "ok", "complete",
          "executions", "max_depth", "violations"})
      EXPECT_EQ(found[field], expected[field]) << field;
    EXPECT_EQ(found["shards"], 3);
  }
  EXPECT_EQ(Merge({"2.json", "0.json", "1.json"}).status, 0);
}

TEST_F(MergeTest, AreCompleteOnlyIfAllAreThere) {
  CheckShares(3);
  const Outcome merged = Merge({"0.json", "2.json"});
  EXPECT_EQ(merged.status, 4);
  EXPECT_THAT(merged.out,
              AllOf(HasSubstr("small_bounced  incomplete"),
                    HasSubstr("not all shares are there: 1 of 3 missing"),
                    HasSubstr("2 scenarios: 0 as expected")));
}

// A share with other bounds, or of another scenario of the same name, explored
// something else.
TEST_F(MergeTest, OfAnotherSearchDoNotFit) {
  CheckShares(2);
  const auto refused = [&](const std::string& file,
                           const std::vector<std::string>& flags) {
    std::vector<std::string> arguments = {"check",         file,
                                          "--format=json", "--timing=never",
                                          "--shard=1/2",   "--divide"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    Write("other.json", Run(arguments).out);
    const Outcome merged = Merge({"0.json", "other.json"});
    EXPECT_EQ(merged.status, 2);
    EXPECT_THAT(merged.err, HasSubstr("does not fit that of 0.json:2"));
  };
  refused("passes.textproto", {"--preemption_bound=0"});
  refused("passes.textproto", {"--max_steps=60"});
  refused("passes.textproto", {"--strategy=random"});
  Write("other.json",
        Run({"check", "passes.textproto", "--format=json", "--shard=1/2"}).out);
  EXPECT_EQ(Merge({"0.json", "other.json"}).status, 2);
  Write("changed.textproto", Replaced(kPassing, "value: 0x42", "value: 0x43"));
  refused("changed.textproto", {});
}

TEST_F(MergeTest, AllButOneMaySayThatAnotherHasIt) {
  CheckShares(2);
  const std::string elsewhere =
      Line(Read("0.json"), 0)["verdict"] == "elsewhere" ? "0.json" : "1.json";
  const std::string line =
      Read(elsewhere).substr(0, Read(elsewhere).find('\n'));
  const std::string other = elsewhere == "0.json"
                                ? Replaced(line, "\"index\":0", "\"index\":1")
                                : Replaced(line, "\"index\":1", "\"index\":0");
  Write("both.json", line + "\n" + other + "\n");
  const Outcome merged = Merge({"both.json"});
  EXPECT_NE(merged.status, 0);
  EXPECT_THAT(merged.out, HasSubstr("2 of 2 shares say that another has it"));
}

TEST_F(MergeTest, OneOfOneIsAShare) {
  Write("one.json", Run({"check", "passes.textproto", "--format=json",
                         "--timing=never", "--shard=0/1"})
                        .out);
  EXPECT_EQ(Merge({"one.json"}).status, 0);
}

// Each process was killed after the first scenario: nobody knows the second.
TEST_F(MergeTest, AScenarioThatNoShareHasIsMissed) {
  for (const std::string& file : CheckShares(2)) {
    const std::string text = Read(file);
    Write(file, text.substr(0, text.find('\n') + 1));
  }
  const Outcome text = Merge({"0.json", "1.json"});
  EXPECT_EQ(text.status, 4);
  EXPECT_THAT(text.out,
              EndsWith(" in 2 shares, 1 distinct violation\n"
                       "share 0 of 2: 1 of 2 results missing\n"
                       "share 1 of 2: 1 of 2 results missing\n"
                       "1 scenario: 1 as expected, 2 results missing\n"));
  const Outcome json = Merge({"0.json", "1.json", "--format=json"});
  EXPECT_EQ(json.status, 4);
  EXPECT_EQ(Line(json.out, 1),
            nlohmann::json::parse(
                R"({"schema": 1, "complete": false, "missing_results": [
                    {"index": 0, "count": 2, "missing": 1, "of": 2},
                    {"index": 1, "count": 2, "missing": 1, "of": 2}]})"));
}

// Files of several runs put together, their lines in any order.
TEST_F(MergeTest, ResultsOfSeveralRunsAreCountedTogether) {
  std::vector<std::string> lines;
  const auto check = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"check", "--format=json"});
    for (const char* shard : {"--shard=0/2", "--shard=1/2"}) {
      arguments.emplace_back(shard);
      const std::string out = Run(arguments).out;
      arguments.pop_back();
      for (const absl::string_view line :
           absl::StrSplit(out, '\n', absl::SkipEmpty()))
        lines.emplace_back(line);
    }
  };
  check({"fails.textproto", "passes.textproto"});
  check({"third.textproto", "fourth.textproto"});
  Write("fifth.textproto", Replaced(kPassing, "small_bounced", "fifth"));
  check({"fifth.textproto"});
  ASSERT_EQ(lines.size(), 10);
  std::reverse(lines.begin(), lines.end());
  Write("all.json", absl::StrJoin(lines, "\n"));
  const Outcome all = Merge({"all.json"});
  EXPECT_EQ(all.status, 0);
  EXPECT_THAT(all.out, EndsWith("\n5 scenarios: 5 as expected\n"));

  for (const char* name : {"small", "small_bounced", "third", "fourth"}) {
    const std::string field = absl::StrCat("\"scenario\":\"", name, "\"");
    std::vector<std::string> others = lines;
    std::erase_if(others, [&](const std::string& line) {
      return absl::StrContains(line, field);
    });
    Write("others.json", absl::StrJoin(others, "\n"));
    const Outcome merged = Merge({"others.json"});
    EXPECT_EQ(merged.status, 4);
    EXPECT_THAT(merged.out,
                EndsWith("\nshare 0 of 2: 1 of 4 results missing\n"
                         "share 1 of 2: 1 of 4 results missing\n"
                         "4 scenarios: 4 as expected, 2 results missing\n"))
        << name;
  }
}

TEST_F(MergeTest, ValuesThatNoShareWritesAreRefused) {
  CheckShares(1);
  const auto merged = [&](const char* object, const char* field,
                          const nlohmann::ordered_json& value) {
    const std::string text = Read("0.json");
    auto line = nlohmann::ordered_json::parse(text.substr(0, text.find('\n')));
    nlohmann::ordered_json& place = *object == '\0' ? line : line[object];
    place.erase(field);
    if (!value.is_null()) place[field] = value;
    Write("changed.json", line.dump());
    const Outcome outcome = Merge({"changed.json"});
    if (outcome.status == 2) {
      EXPECT_THAT(outcome.err, HasSubstr("this is no result of a share"));
    }
    return outcome.status;
  };
  EXPECT_EQ(merged("", "verdict", "banana"), 2);
  EXPECT_EQ(merged("", "verdict", ""), 2);
  for (const char* verdict :
       {"pass", "fail", "incomplete", "hypothesis", "elsewhere"})
    EXPECT_NE(merged("", "verdict", verdict), 2) << verdict;
  // The sum of several must not wrap round.
  for (const char* field : {"executions", "redundant", "steps", "max_depth"}) {
    EXPECT_EQ(merged("", field, ~uint64_t{0}), 2) << field;
    EXPECT_EQ(merged("", field, (~uint64_t{0} >> 12) + 1), 2) << field;
    EXPECT_NE(merged("", field, ~uint64_t{0} >> 12), 2) << field;
  }
  for (const char* field : {"scenario", "scenarios"}) {
    EXPECT_EQ(merged("shard", field, nullptr), 2) << field;
    EXPECT_EQ(merged("shard", field, -1), 2) << field;
    EXPECT_EQ(merged("shard", field, "1"), 2) << field;
    EXPECT_EQ(merged("shard", field, ~uint64_t{0}), 2) << field;
  }
  EXPECT_EQ(merged("shard", "scenario", 2), 2);
  EXPECT_EQ(merged("shard", "scenarios", 0), 2);
}

TEST_F(MergeTest, HelpOfMergeHasAllItsStatuses) {
  const std::string help = Run({"merge", "--help"}).out;
  for (const char* status :
       {"Exit status: 0 all", "; 1 one", "; 2 bad usage", "; 4 none"})
    EXPECT_THAT(help, HasSubstr(status));
}

TEST_F(MergeTest, BadFilesAreStatus2WithPlaceAndReason) {
  CheckShares(2);
  Write("twice.json", absl::StrCat(Read("0.json"), Read("0.json")));
  Write("noise.json", "\n[1,2]\n");
  Write("empty.json", "");
  Write("whole.json", Run({"check", "passes.textproto", "--format=json"}).out);
  Write("other.json", Replaced(Read("1.json"), "\"count\":2", "\"count\":3"));
  const auto complaint = [&](const std::vector<std::string>& files) {
    const Outcome outcome = Merge(files);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_THAT(complaint({"twice.json"}),
              AllOf(HasSubstr("twice.json:3: share 0 of small is in "
                              "twice.json:1, too")));
  EXPECT_THAT(complaint({"noise.json"}),
              HasSubstr("noise.json:2: this is no result of a share"));
  EXPECT_THAT(complaint({"empty.json"}),
              HasSubstr("empty.json: there is no result in this file"));
  EXPECT_THAT(complaint({"whole.json"}), HasSubstr("--shard=I/N"));
  EXPECT_THAT(complaint({"0.json", "other.json"}),
              HasSubstr("other.json:1: this share of small does not fit that "
                        "of 0.json:1"));
  EXPECT_THAT(complaint({"missing.json"}), HasSubstr("missing.json"));
  EXPECT_THAT(complaint({}), HasSubstr("merge needs files"));
}

}  // namespace
}  // namespace diorace::cli
