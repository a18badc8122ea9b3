#include "tools/cli/bazel_test.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace diorace::cli {
namespace {

using testing::ElementsAre;

using Arguments = std::vector<std::string>;

const BazelTest kTest = {.xml_output_file = "/t/test.xml",
                         .undeclared_outputs_dir = "/t/outputs"};

TEST(WithBazelTestFlagsTest, OfCheckAndGate) {
  EXPECT_THAT(WithBazelTestFlags({"check", "a", "--output_dir=b"}, kTest),
              ElementsAre("--junit=/t/test.xml", "--output_dir=/t/outputs",
                          "--html_reports", "check", "a", "--output_dir=b"));
  EXPECT_THAT(WithBazelTestFlags({"--seed=1", "gate"}, kTest),
              ElementsAre("--junit=/t/test.xml", "--output_dir=/t/outputs",
                          "--html_reports", "--seed=1", "gate"));
}

TEST(WithBazelTestFlagsTest, OfNothingElse) {
  for (const Arguments& arguments :
       {Arguments{}, Arguments{"list"}, Arguments{"help", "check"}})
    EXPECT_EQ(WithBazelTestFlags(arguments, kTest), arguments);
  EXPECT_THAT(WithBazelTestFlags({"check"}, BazelTest()), ElementsAre("check"));
}

}  // namespace
}  // namespace diorace::cli
