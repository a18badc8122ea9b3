#include "checker/schedule/text_proto.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/schedule/schedule.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string TempDir() { return testing::TempDir() + "/text_proto_test"; }

TEST(ParseTextProto, SaysWhereTheErrorIs) {
  Schedule schedule;
  EXPECT_THAT(std::string(ParseTextProto("subject: \"x\"\n  subjekt: \"y\"\n",
                                         "f", &schedule)
                              .message()),
              StartsWith("f:2:10: "));
  EXPECT_THAT(
      std::string(
          ParseTextProto("format_version: \"1\"", "f", &schedule).message()),
      HasSubstr("f:1:17: "));
  EXPECT_THAT(std::string(ParseTextProto("origin {", "f", &schedule).message()),
              HasSubstr("f:1:"));
}

TEST(ParseTextProto, RefusesHostileSizes) {
  Schedule schedule;
  EXPECT_THAT(
      std::string(ParseTextProto(std::string(kMaxTextProtoBytes + 1, ' '), "f",
                                 &schedule)
                      .message()),
      HasSubstr("bytes are too many"));
}

TEST(ReadFile, NamesTheFileAndTheReason) {
  EXPECT_EQ(ReadFile("/no/such/file").status().message(),
            "/no/such/file: No such file or directory");
  EXPECT_EQ(ReadFile("/tmp").status().message(),
            "/tmp: is a folder, not a file");
}

TEST(WriteFileAtomically, MakesFoldersAndLeavesNothingElse) {
  const std::string folder = TempDir() + "/a/b";
  const std::string path = folder + "/file";
  ASSERT_TRUE(WriteFileAtomically(path, "one").ok());
  ASSERT_TRUE(WriteFileAtomically(path, "two").ok());
  EXPECT_EQ(*ReadFile(path), "two");
  const auto entries =
      std::distance(std::filesystem::directory_iterator(folder), {});
  EXPECT_EQ(entries, 1);
}

TEST(WriteFileAtomically, SaysWhatItCannotDo) {
  ASSERT_TRUE(WriteFileAtomically(TempDir() + "/plain", "").ok());
  EXPECT_FALSE(WriteFileAtomically(TempDir() + "/plain/file", "").ok());
}

}  // namespace
}  // namespace checker
