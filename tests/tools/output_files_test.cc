// What is known of the files to write before anything runs: none is one that is
// read, none is lost, and all can be written.

#include "tools/cli/output_files.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kSchedule[] = "diorace-out/small.1.schedule.textproto";

class OutputFilesTest : public RunningTest {
 protected:
  OutputFilesTest() { Write("s.textproto", kFailing); }

  // Refused, and nothing was run or written: what the complaint is.
  std::string Refusal(const std::vector<std::string>& arguments) {
    const std::vector<std::string> before = Files();
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.status, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(Files(), before);
    return outcome.err;
  }

  // By every name that s.textproto has.
  std::vector<std::string> Names(const std::string& file) {
    const std::string path = absl::StrCat(folder(), "/", file);
    std::filesystem::create_symlink(path, absl::StrCat(folder(), "/link"));
    std::filesystem::create_hard_link(path, absl::StrCat(folder(), "/hard"));
    return {file, absl::StrCat("./", file), path, "link", "hard"};
  }
};

TEST_F(OutputFilesTest, NoneIsTheScenario) {
  for (const std::string& name : Names("s.textproto")) {
    for (const char* flag : {"--checkpoint", "--junit", "--sarif", "--summary",
                             "--gitlab_codequality"}) {
      EXPECT_THAT(
          Refusal({"check", "s.textproto", absl::StrCat(flag, "=", name)}),
          StartsWith(absl::StrCat("diorace: ", flag, ": ", name,
                                  " is the file to read")));
    }
    EXPECT_THAT(Refusal({"explore", "s.textproto",
                         absl::StrCat("--checkpoint=", name), "--resume"}),
                HasSubstr("would be overwritten"));
    EXPECT_THAT(Refusal({"gate", "s.textproto", "--update",
                         absl::StrCat("--baseline=", name)}),
                HasSubstr("would be overwritten"));
  }
  EXPECT_EQ(Read("s.textproto"), kFailing);
}

TEST_F(OutputFilesTest, NoneIsTheSchedule) {
  Run({"check", "s.textproto"});
  const std::string schedule = Read(kSchedule);
  for (const std::string& name : Names(kSchedule)) {
    for (const char* command : {"report", "minimize", "reseat"}) {
      EXPECT_THAT(
          Refusal({command, kSchedule, absl::StrCat("--output=", name)}),
          AllOf(HasSubstr(absl::StrCat("--output: ", name)),
                HasSubstr("would be overwritten")));
    }
  }
  EXPECT_EQ(Read(kSchedule), schedule);
}

// The argument is no file.
TEST_F(OutputFilesTest, MayHaveTheNameOfABuiltInScenario) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(
        Run({"check", "xfs_pi_write_bounced", "--junit=xfs_pi_write_bounced"})
            .status,
        0);
  }
}

TEST_F(OutputFilesTest, ACheckpointIsNoReport) {
  EXPECT_THAT(
      Refusal({"check", "s.textproto", "--checkpoint=q", "--junit=./q"}),
      HasSubstr("--junit: ./q is the file of --checkpoint, too"));
}

TEST_F(OutputFilesTest, OnlyACheckpointIsReplacedByOne) {
  Write("notes", "mine\n");
  EXPECT_THAT(Refusal({"check", "s.textproto", "--checkpoint=notes"}),
              HasSubstr("--checkpoint: notes is there and is no checkpoint; "
                        "remove it or name another"));
  EXPECT_EQ(Read("notes"), "mine\n");

  Write("empty", "");
  EXPECT_EQ(Run({"check", "s.textproto", "--checkpoint=empty"}).status, 0);
  EXPECT_THAT(Read("empty"), StartsWith("diorace checkpoint 1\n"));
  // Of another scenario: without --resume nobody goes on from it.
  EXPECT_EQ(Run({"check", "xfs_pi_write_bounced", "--checkpoint=empty"}).status,
            0);
}

TEST_F(OutputFilesTest, AFolderIsNoFile) {
  std::filesystem::create_directory(absl::StrCat(folder(), "/dd"));
  for (const char* name : {"dd", "dd/", "new/", "."}) {
    EXPECT_THAT(
        Refusal({"check", "s.textproto", absl::StrCat("--junit=", name)}),
        HasSubstr(absl::StrCat("--junit: ", name, " is a folder, not a file")));
  }
  EXPECT_THAT(Refusal({"check", "s.textproto", "--checkpoint=dd"}),
              HasSubstr("is a folder"));
  EXPECT_THAT(Refusal({"gate", "s.textproto", "--baseline=dd", "--update"}),
              HasSubstr("is a folder"));
}

TEST_F(OutputFilesTest, FoldersAreMadeWhereTheyCanBe) {
  EXPECT_THAT(Refusal({"check", "s.textproto", "--sarif=s.textproto/a/b"}),
              AllOf(HasSubstr("--sarif: s.textproto/a/b cannot be written: "),
                    HasSubstr("/s.textproto is no folder")));
  EXPECT_EQ(Run({"check", "s.textproto", "--sarif=a/b/c"}).status, 0);
  EXPECT_THAT(Files(), Contains("a/b/c"));
}

TEST_F(OutputFilesTest, NothingIsWrittenWhereThatIsForbidden) {
  if (geteuid() == 0) GTEST_SKIP() << "nothing is forbidden to root";
  Run({"check", "s.textproto"});
  const std::string out = absl::StrCat(folder(), "/diorace-out");
  using std::filesystem::perms;
  std::filesystem::permissions(out, perms::owner_read | perms::owner_exec);
  EXPECT_THAT(Refusal({"check", "s.textproto", "--summary=diorace-out/a/b"}),
              HasSubstr("diorace-out: Permission denied"));
  // Where minimize writes if nobody says where.
  EXPECT_THAT(
      Refusal({"minimize", kSchedule}),
      HasSubstr("small.1.minimal.schedule.textproto cannot be written"));
  std::filesystem::permissions(out, perms::owner_all);
}

// Both are as many files as one wants, or are written to where they are.
TEST_F(OutputFilesTest, WhatIsNoFileIsWrittenTo) {
  EXPECT_TRUE(CanBeWritten("/dev/null", "null").ok());
  EXPECT_EQ(Run({"check", "s.textproto", "--checkpoint=/dev/null",
                 "--junit=/dev/null"})
                .status,
            0);
}

TEST_F(OutputFilesTest, AFolderIsNoScenario) {
  std::filesystem::create_directory(absl::StrCat(folder(), "/n"));
  for (const char* name : {"n", "./n"}) {
    EXPECT_THAT(
        Refusal({"check", name}),
        AllOf(HasSubstr("n: is a folder, not a file"), Not(HasSubstr("'n'"))));
  }
}

}  // namespace
}  // namespace diorace::cli
