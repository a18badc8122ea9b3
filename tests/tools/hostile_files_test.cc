// Files that nobody means well with: every command that reads one says what is
// wrong, soon.

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::HasSubstr;

class HostileFilesTest : public RunningTest {
 protected:
  // What each command says about `file`.
  std::vector<std::string> Complaints(const std::string& file) {
    std::vector<std::string> complaints;
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"check", file},
          {"explore", file},
          {"gate", file, "--baseline", file},
          {"replay", file},
          {"replay", file, "--step"},
          {"reseat", file},
          {"diff", file, file},
          {"merge", file},
          {"litmus", file}}) {
      const Outcome outcome = Run(command);
      EXPECT_EQ(outcome.status, 2) << command[0] << " " << file;
      EXPECT_NE(outcome.err, "") << command[0] << " " << file;
      EXPECT_LT(outcome.err.size(), 100'000u) << command[0] << " " << file;
      for (const char c : outcome.err)
        EXPECT_TRUE(c == '\n' || c == '\t' ||
                    !absl::ascii_iscntrl(static_cast<unsigned char>(c)))
            << command[0] << " " << file;
      complaints.push_back(outcome.err);
    }
    return complaints;
  }

  void RefusesText(const std::string& text) {
    Write("hostile.textproto", text);
    Complaints("./hostile.textproto");
  }
};

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST_F(HostileFilesTest, NoFiles) {
  for (const std::string& complaint : Complaints("/dev/zero"))
    EXPECT_THAT(complaint, HasSubstr("/dev/zero: "));
  for (const std::string& complaint : Complaints(folder()))
    EXPECT_THAT(complaint, HasSubstr(": is a folder, not a file"));
  for (const std::string& complaint : Complaints("./gone"))
    EXPECT_THAT(complaint, HasSubstr("gone: No such file or directory"));
  Complaints("/dev/null");
}

TEST_F(HostileFilesTest, Noise) {
  std::string bytes;
  for (int c = 0; c < 256; ++c) bytes += static_cast<char>(c);
  RefusesText(Repeated(bytes, 4));
  RefusesText(std::string("\0\0\0\0", 4));
  RefusesText(
      "\x7f"
      "ELF\x02\x01\x01");
  RefusesText("name: \"\xff\xfe\xc0\x80\"\n");
  RefusesText(std::string("name: \"a\0b\"\0\n", 13));
  RefusesText("\x1b[2J\x1b]0;title\x07");
}

TEST_F(HostileFilesTest, DeepNesting) {
  RefusesText(Repeated("task { operation { batch { ", 10'000));
  RefusesText(Repeated("{", 100'000));
  RefusesText(Repeated("(", 100'000));
  RefusesText(Repeated("/*", 100'000));
  RefusesText(Repeated("task < ", 100'000));
  RefusesText("{\"schema\":1,\"violations\":" + Repeated("[", 100'000) +
              Repeated("]", 100'000) + "}");
}

TEST_F(HostileFilesTest, Crowds) {
  RefusesText(Repeated("task {} ", 300'000));
  RefusesText(Repeated("decision {} ", 300'000));
  RefusesText("format_version: 1 violation {} " +
              Repeated("decision { step { task: \"t\" } } ", 100'000) +
              "decision {}");
  RefusesText("name: \"" + std::string(8 << 20, 'x') + "\"");
  RefusesText("file { name: \"f\" " + Repeated("extent {} ", 300'000) + "}");
  RefusesText("task { name: \"t\" " +
              Repeated("operation { load { buffer: \"b\" } } ", 100'000) + "}");
}

TEST_F(HostileFilesTest, HugeNumbers) {
  const std::string huge[] = {
      "count: 4000000000", "count: 4096 stride: 4294967295",
      "offset: 4294967295", "count: -1", "count: 99999999999999999999"};
  for (const std::string& field : huge)
    RefusesText(
        Replaced(kFailing, "value: 0x42", absl::StrCat("value: 0x42 ", field)));
  RefusesText(Replaced(kFailing, "bytes: 512 integrity",
                       "bytes: 4294967295 integrity"));
  RefusesText(Replaced(kFailing, "bytes: 512 fill", "bytes: 4294967295 fill"));
  RefusesText(
      Replaced(kFailing, "interval_bytes: 512", "interval_bytes: 4294967295"));
}

// A file that is cut off anywhere is either refused or, where what is left
// makes sense, taken.
TEST_F(HostileFilesTest, TruncatedFiles) {
  Write("small.textproto", kFailing);
  Run({"explore", "small.textproto"});
  const std::string schedule = Read("diorace-out/small.1.schedule.textproto");
  const std::string scenario = kFailing;
  for (size_t i = 0; i < 40; ++i) {
    Write("cut", schedule.substr(0, schedule.size() * i / 40));
    EXPECT_EQ(Run({"replay", "cut"}).status, 2) << i;
    Write("cut", scenario.substr(0, scenario.size() * i / 40));
    EXPECT_EQ(Run({"check", "./cut"}).status, 2) << i;
  }
}

// More commands in flight than there can be tasks.
TEST_F(HostileFilesTest, TooManyTasksAreNoCrash) {
  std::string many;
  for (int i = 0; i < 40; ++i)
    many +=
        "operation { pwrite { file: \"data\" buffer: \"buffer\" bytes: 512 } "
        "}\n";
  Write("many.textproto", Replaced(kPassing, "  name: \"writer\"\n",
                                   "  name: \"writer\"\n" + many));
  const Outcome outcome = Run(
      {"explore", "many.textproto", "--max_executions=3", "--timing=never"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("test_body (task_count), no blame\n"));
  EXPECT_THAT(outcome.out, HasSubstr("too many tasks: one exploration has at "
                                     "most 64 different ones"));
}

}  // namespace
}  // namespace diorace::cli
