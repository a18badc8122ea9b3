// --shard, --divide and --jobs of check, and merge.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class SharesTest : public RunningTest {
 protected:
  SharesTest() {
    Write("fails.textproto", kFailing);
    Write("passes.textproto", kPassing);
    Write("third.textproto", Replaced(kFailing, "small", "third"));
    Write("fourth.textproto", Replaced(kPassing, "small_bounced", "fourth"));
  }

  // Writes the results of all shares to 0.json, 1.json …
  std::vector<std::string> CheckShares(int count) {
    std::vector<std::string> files;
    for (int i = 0; i < count; ++i) {
      const Outcome outcome =
          Run({"check", "fails.textproto", "passes.textproto", "--format=json",
               "--timing=never", "--divide",
               absl::StrCat("--shard=", i, "/", count)});
      EXPECT_EQ(outcome.status, 0) << outcome.err;
      files.push_back(absl::StrCat(i, ".json"));
      Write(files.back(), outcome.out);
    }
    return files;
  }

  Outcome Merge(std::vector<std::string> files) {
    files.insert(files.begin(), "merge");
    return Run(files);
  }
};

nlohmann::json Line(const std::string& text, size_t number) {
  std::vector<std::string> lines;
  size_t begin = 0;
  for (size_t end = 0; (end = text.find('\n', begin)) != std::string::npos;
       begin = end + 1)
    lines.push_back(text.substr(begin, end - begin));
  return nlohmann::json::parse(lines.at(number));
}

TEST_F(SharesTest, TogetherSayWhatOneRunSays) {
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

TEST_F(SharesTest, AreCompleteOnlyIfAllAreThere) {
  CheckShares(3);
  const Outcome merged = Merge({"0.json", "2.json"});
  EXPECT_EQ(merged.status, 4);
  EXPECT_THAT(merged.out,
              AllOf(HasSubstr("small_bounced  incomplete"),
                    HasSubstr("not all shares are there: 1 of 3 missing"),
                    HasSubstr("2 scenarios: 0 as expected")));
}

TEST_F(SharesTest, AScenarioThatFailsIsOneShares) {
  int elsewhere = 0;
  CheckShares(4);
  for (int i = 0; i < 4; ++i)
    elsewhere +=
        Line(Read(absl::StrCat(i, ".json")), 0)["verdict"] == "elsewhere";
  EXPECT_EQ(elsewhere, 3);
}

// What does not say that it is worth dividing costs nothing more in shares than
// as a whole.
TEST_F(SharesTest, OnlyWhatSaysShardsIsDivided) {
  Write("says.textproto",
        Replaced(Replaced(kPassing, "small_bounced", "says"), "expect {",
                 "bounds { shards: 2 } expect {"));
  const auto parts = [&](const char* file,
                         const std::vector<std::string>& flags) {
    std::vector<std::string> files;
    int with_a_part = 0;
    for (int i = 0; i < 4; ++i) {
      std::vector<std::string> arguments = {"check", file, "--format=json",
                                            absl::StrCat("--shard=", i, "/4")};
      arguments.insert(arguments.end(), flags.begin(), flags.end());
      files.push_back(absl::StrCat("of", i, ".json"));
      Write(files.back(), Run(arguments).out);
      with_a_part += Line(Read(files.back()), 0)["verdict"] != "elsewhere";
    }
    files.emplace_back("--format=json");
    const Outcome merged = Merge(files);
    EXPECT_EQ(merged.status, 0) << merged.err;
    const nlohmann::json whole =
        Line(Run({"check", file, "--format=json"}).out, 0);
    EXPECT_EQ(Line(merged.out, 0)["executions"], whole["executions"]);
    if (with_a_part == 1) {
      EXPECT_EQ(Line(merged.out, 0)["redundant"], whole["redundant"]);
    }
    return with_a_part;
  };
  EXPECT_EQ(parts("passes.textproto", {}), 1);
  EXPECT_EQ(parts("passes.textproto", {"--divide"}), 4);
  EXPECT_EQ(parts("says.textproto", {}), 4);
  EXPECT_EQ(parts("fails.textproto", {"--divide"}), 1);

  const auto text = [&](const std::vector<std::string>& arguments) {
    return Run(arguments).out;
  };
  const std::string why = "not divided, since the bounds do not say shards";
  EXPECT_THAT(text({"check", "fails.textproto", "passes.textproto",
                    "says.textproto", "--shard=0/4"}),
              HasSubstr(why + " (--divide does it all the same): 1\n"));
  EXPECT_THAT(text({"explore", "passes.textproto", "--shard=0/4"}),
              HasSubstr(why));
  for (const char* bounded : {"--strategy=random", "--preemption_bound=1"})
    EXPECT_THAT(text({"explore", "passes.textproto", "--shard=0/4", bounded}),
                Not(HasSubstr("divided")));
  EXPECT_THAT(text({"explore", "says.textproto", "--shard=0/4"}),
              Not(HasSubstr("divided")));
  EXPECT_THAT(text({"explore", "passes.textproto", "--shard=0/4", "--divide"}),
              Not(HasSubstr("divided")));
}

// Whatever is written, a share does not claim what it did not do.
TEST_F(SharesTest, DoNotClaimTheWhole) {
  for (int i = 0; i < 2; ++i) {
    const std::string shard = absl::StrCat("--shard=", i, "/2");
    const std::string file = absl::StrCat(i, ".");
    const Outcome text =
        Run({"check", "fails.textproto", "passes.textproto", shard, "--divide",
             "--summary=" + file + "md", "--junit=" + file + "xml"});
    EXPECT_EQ(text.status, 0);
    EXPECT_THAT(text.out, Not(HasSubstr("every interleaving")));
    EXPECT_THAT(text.out, HasSubstr(absl::StrCat("share ", i, " of 2: ")));
    const nlohmann::json explored =
        nlohmann::json::parse(Run({"explore", "fails.textproto", "--set",
                                   "dio_bounce=off", "--format=json", shard})
                                  .out);
    if (absl::StrContains(text.out, "  elsewhere ")) {
      EXPECT_THAT(text.out, AllOf(HasSubstr("1 of another share"),
                                  HasSubstr("what it has of 1 of 2")));
      EXPECT_THAT(Read(file + "md"), HasSubstr("1 of another share"));
      EXPECT_THAT(Read(file + "md"), HasSubstr("to the end: 1 of 2"));
      EXPECT_THAT(Read(file + "xml"),
                  HasSubstr("name=\"complete\" value=\"false\""));
      EXPECT_EQ(explored["verdict"], "elsewhere");
      EXPECT_EQ(explored["complete"], false);
    } else {
      EXPECT_EQ(explored["verdict"], "fail");
      EXPECT_EQ(explored["complete"], true);
    }
  }
}

// A share with other bounds, or of another scenario of the same name, explored
// something else.
TEST_F(SharesTest, OfAnotherSearchDoNotFit) {
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

TEST_F(SharesTest, AllButOneMaySayThatAnotherHasIt) {
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

TEST_F(SharesTest, OneOfOneIsAShare) {
  Write("one.json", Run({"check", "passes.textproto", "--format=json",
                         "--timing=never", "--shard=0/1"})
                        .out);
  EXPECT_EQ(Merge({"one.json"}).status, 0);
}

TEST_F(SharesTest, AFailingScenarioHasACheckpointInItsShare) {
  int written = 0;
  for (const char* shard : {"0/2", "1/2"}) {
    const Outcome outcome =
        Run({"check", "fails.textproto", "--checkpoint=state", "--resume",
             absl::StrCat("--shard=", shard)});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    const std::vector<std::string> files = Files();
    written += std::count(files.begin(), files.end(), "state") != 0;
  }
  EXPECT_GT(written, 0);
}

TEST_F(SharesTest, SayWhichScenarioOfHowManyTheyAre) {
  CheckShares(2);
  for (const size_t line : {0, 1}) {
    const nlohmann::json shard = Line(Read("1.json"), line)["shard"];
    EXPECT_EQ(shard["scenario"], line);
    EXPECT_EQ(shard["scenarios"], 2);
  }
  const nlohmann::json explored = nlohmann::json::parse(
      Run({"explore", "passes.textproto", "--format=json", "--shard=0/2"}).out);
  EXPECT_EQ(explored["shard"]["scenario"], 0);
  EXPECT_EQ(explored["shard"]["scenarios"], 1);
}

// Each process was killed after the first scenario: nobody knows the second.
TEST_F(SharesTest, AScenarioThatNoShareHasIsMissed) {
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
TEST_F(SharesTest, ResultsOfSeveralRunsAreCountedTogether) {
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

TEST_F(SharesTest, ValuesThatNoShareWritesAreRefused) {
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

TEST_F(SharesTest, HelpOfMergeHasAllItsStatuses) {
  const std::string help = Run({"merge", "--help"}).out;
  for (const char* status :
       {"Exit status: 0 all", "; 1 one", "; 2 bad usage", "; 4 none"})
    EXPECT_THAT(help, HasSubstr(status));
}

TEST_F(SharesTest, BadFilesAreStatus2WithPlaceAndReason) {
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

TEST_F(SharesTest, JobsChangeNothingButTime) {
  const auto check = [&](const char* jobs) {
    return Run({"check", "fails.textproto", "passes.textproto", "--format=json",
                "--timing=never", jobs});
  };
  const Outcome one = check("--jobs=1");
  const Outcome two = check("--jobs=2");
  EXPECT_EQ(two.out, check("--jobs=3").out);
  for (const size_t line : {0, 1}) {
    nlohmann::json expected = Line(one.out, line);
    nlohmann::json found = Line(two.out, line);
    for (const char* field : {"redundant", "steps", "guarantee"}) {
      expected.erase(field);
      found.erase(field);
    }
    EXPECT_EQ(found, expected);
  }
}

TEST_F(SharesTest, WrongFlagsAreStatus2) {
  for (const char* flag :
       {"--shard=2/2", "--shard=1", "--shard=-1/2", "--shard=1/0",
        "--shard=a/b", "--jobs=0", "--jobs=x", "--resume",
        "--checkpoint=", "--checkpoint_interval=0s", "--divide"}) {
    const Outcome outcome = Run({"explore", "fails.textproto", flag});
    EXPECT_EQ(outcome.status, 2) << flag;
    EXPECT_THAT(outcome.err, HasSubstr("--")) << flag;
  }
  EXPECT_THAT(
      Run({"explore", "fails.textproto", "--strategy=random", "--checkpoint=f"})
          .err,
      HasSubstr("there is no way to save how far random is"));
  EXPECT_THAT(
      Run({"check", "fails.textproto", "passes.textproto", "--checkpoint=f"})
          .err,
      HasSubstr("a checkpoint is of one scenario"));
}

}  // namespace
}  // namespace diorace::cli
