// --shard, --divide and --jobs of check and explore.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running_shares.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

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
