#include "checker/schedule/text_proto.h"

#include <string>

#include "checker/schedule/schedule.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

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

}  // namespace
}  // namespace checker
