#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/kernel_release.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using nlohmann::ordered_json;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ReleasesTest : public RunningTest {
 protected:
  // What `diorace releases` prints with these arguments.
  std::string Printed(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "releases");
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }

  std::vector<std::string> Lines(
      const std::vector<std::string>& arguments) const {
    return absl::StrSplit(Printed(arguments), '\n', absl::SkipEmpty());
  }

  std::string Complaint(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "releases");
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }
};

TEST_F(ReleasesTest, PrintsSwitchesByReleases) {
  const std::vector<std::string> lines = Lines({});
  EXPECT_EQ(lines[0],
            "switch                           6.1  6.19  7.0  7.1  7.2  7.3  "
            "7.4-queue  commit            closes");
  for (const char* line :
       {"7.0 (direct I/O is bounced where pages must be stable)",
        "  btrfs_csum_fallback            -    on    on   on   on   -    -     "
        "     968f19c5b1b7      R03",
        "  dio_bounce                     -    -     on   on   on   on   on    "
        "     3373503df025 +2   R01 R05 R06 R07 R10",
        "  seed_in_intervals              -    -     -    -    on   on   on    "
        "     -                 R62  release unverified",
        "posted, not merged",
        "  atomic_short_pin               -    -     -    -    -    -    -     "
        "     -                 R57",
        "proposed by this project, not posted, not confirmed",
        "  buffered_extend_drains         -    -     -    -    -    -    -     "
        "     -                 R41",
        "  state_before_test              on   on    on   on   on   on   on    "
        "     -                 R19"})
    EXPECT_THAT(lines, Contains(line));
  for (const std::string& line : lines) EXPECT_LE(line.size(), 120);
}

TEST_F(ReleasesTest, PrintsEverySwitchOnce) {
  const std::vector<std::string> lines = Lines({});
  for (const dio::SwitchInfo& info : dio::AllSwitches()) {
    EXPECT_THAT(
        lines,
        Contains(StartsWith(absl::StrCat("  ", info.name, " "))).Times(1));
  }
}

TEST_F(ReleasesTest, DiffSaysWhatChanged) {
  const std::string diff = Printed({"--diff", "6.19", "7.0"});
  EXPECT_THAT(diff, StartsWith("6.19 to 7.0: 9 on, 0 off\n\n"));
  EXPECT_THAT(
      diff,
      HasSubstr(
          "\nbio_split_at_p2p turns on\n"
          "    on:       a bio ends where P2P and host memory meet, and "
          "another "
          "starts\n"
          "    off:      mixing them warns and fails the I/O with -EINVAL\n"
          "    from:     12da89e8844a\n"
          "    closes:   R59\n"));
  EXPECT_THAT(diff,
              HasSubstr("\nwithout behaviour in the model\n"
                        "    fa0bdd45d7e3  7.0        bare UINT_MAX becomes "
                        "BIO_MAX_SIZE\n"));
  for (const std::string& line : Lines({"--diff", "6.1", "7.4-queue"}))
    EXPECT_LE(line.size(), 80);
  EXPECT_EQ(Printed({"--diff=6.19,7.0"}), diff);
}

// What a switch no longer closes may be closed by another.
TEST_F(ReleasesTest, DiffSaysWhatTurnsOff) {
  const std::string forward = Printed({"--diff", "7.2", "7.3"});
  EXPECT_THAT(forward, HasSubstr("\nbtrfs_csum_fallback turns off\n"));
  EXPECT_THAT(forward, HasSubstr("    no longer closes: R03 (closed by "
                                 "btrfs_bounce)\n"));
  const std::string back = Printed({"--diff", "7.3", "7.2"});
  EXPECT_THAT(back, StartsWith("7.3 to 7.2: 1 on, 5 off\n"));
  EXPECT_THAT(back, HasSubstr("    no longer closes: R03 (closed by "
                              "btrfs_csum_fallback) R04\n"));
  EXPECT_THAT(Printed({"--diff", "7.3", "7.4-queue"}),
              HasSubstr("\n7.4-queue is not released\n"));
}

TEST_F(ReleasesTest, SameReleaseIsNoDifference) {
  EXPECT_EQ(Printed({"--diff", "7.0", "7.0"}), "no difference\n");
  EXPECT_EQ(Printed({"--diff", "7.0", "7.0", "--format=json"}), "");
}

TEST_F(ReleasesTest, DescribesSwitches) {
  EXPECT_EQ(
      Printed({"fs_verify_data_iter", "trim_unpins_all_pages"}),
      "fs_verify_data_iter\n"
      "    on:       iomap verifies all data of a bio\n"
      "    off:      only as many bytes as the PI has: 1/64 of the data, with "
      "8 bytes\n"
      "              for 512\n"
      "    from:     431e40042d35\n"
      "    requires: fs_integrity\n"
      "    closes:   R61\n"
      "    on in:    7.1 7.2 7.3 7.4-queue\n"
      "trim_unpins_all_pages\n"
      "    on:       trimming a bio unpins every page of the vectors that it "
      "drops\n"
      "    off:      one page a vector: the others stay pinned for ever\n"
      "    from:     T. Zussman, v6, 9 October 2026\n"
      "    closes:   R53\n"
      "    on in:    -\n");
}

TEST_F(ReleasesTest, JsonIsOneObjectALine) {
  size_t releases = 0, switches = 0, commits = 0;
  for (const std::string& line : Lines({"--format=json"})) {
    const ordered_json json = ordered_json::parse(line);
    EXPECT_EQ(json["schema"], 1);
    releases += json["type"] == "release";
    switches += json["type"] == "switch";
    commits += json["type"] == "commit";
  }
  EXPECT_EQ(releases, dio::AllReleases().size());
  EXPECT_EQ(switches, dio::AllSwitches().size());
  EXPECT_EQ(commits, dio::AllQuietCommits().size());

  EXPECT_EQ(
      Printed({"btrfs_csum_fallback", "--format=json"}),
      R"json({"schema":1,"type":"switch","switch":"btrfs_csum_fallback",)json"
      R"json("kind":"merged","releases":["6.19","7.0","7.1","7.2"],)json"
      R"json("release_verified":true,"on":"direct writes of btrfs inodes )json"
      R"json(with checksums fall back to buffered I/O (6.15 to 7.2)",)json"
      R"json("off":"they stay direct","commits":["968f19c5b1b7"],)json"
      R"json("source":"","races":["R03"],"requires":[],)json"
      R"json("excludes":["btrfs_bounce"]})json"
      "\n");
}

TEST_F(ReleasesTest, JsonSaysWhatIsProposed) {
  EXPECT_THAT(Printed({"reread_worker", "--format=json"}),
              AllOf(HasSubstr("\"kind\":\"proposed\",\"releases\":[],"),
                    HasSubstr("\"commits\":[],")));
}

TEST_F(ReleasesTest, JsonOfADiffSaysWhichWay) {
  const std::vector<std::string> lines =
      Lines({"--diff", "7.2", "7.3", "--format=json"});
  ASSERT_EQ(lines.size(), 6);
  EXPECT_THAT(lines[0], AllOf(HasSubstr("\"btrfs_bounce\""),
                              HasSubstr("\"change\":\"on\"")));
  EXPECT_THAT(lines[5], AllOf(HasSubstr("\"btrfs_csum_fallback\""),
                              HasSubstr("\"change\":\"off\"")));
}

TEST_F(ReleasesTest, WhatDoesNotExistIsRefused) {
  EXPECT_EQ(Complaint({"--diff", "6.19", "7.9"}),
            "diorace: there is no release '7.9'; this version models 6.1, "
            "6.19, 7.0, 7.1, 7.2, 7.3, 7.4-queue\n");
  EXPECT_EQ(Complaint({"--diff", "7.0"}),
            "diorace: --diff takes two releases, as in --diff 6.19 7.0; here "
            "it has 1\n");
  EXPECT_THAT(Complaint({"--diff=6.1,6.19,7.0"}), HasSubstr("it has 3"));
  EXPECT_EQ(Complaint({"dio_bonce"}),
            "diorace: there is no switch 'dio_bonce'; did you mean "
            "dio_bounce? (`diorace releases` names them all)\n");
}

TEST_F(ReleasesTest, ImpossibleCombinationsAreRefusedWithWhatToDo) {
  Write("bounced.textproto", kPassing);
  const Outcome outcome = Run({"explore", "bounced.textproto", "--set",
                               "release=7.2", "--set", "fs_integrity=off"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("turn fs_integrity on or fs_verify_data_iter off"));
}

// What docs/releases.md shows after "$ diorace ..." is what that prints.
TEST_F(ReleasesTest, PageShowsWhatIsPrinted) {
  std::ifstream file("docs/releases.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  size_t blocks = 0;
  for (const std::string& block :
       std::vector<std::string>(absl::StrSplit(page, "```"))) {
    const std::string prompt = "\n$ diorace releases";
    if (!absl::StartsWith(block, prompt)) continue;
    const size_t end = block.find('\n', 1);
    const std::vector<std::string> arguments =
        absl::StrSplit(block.substr(prompt.size(), end - prompt.size()), ' ',
                       absl::SkipEmpty());
    EXPECT_EQ(block.substr(end + 1), Printed(arguments));
    ++blocks;
  }
  EXPECT_EQ(blocks, 2);
}

}  // namespace
}  // namespace diorace::cli
