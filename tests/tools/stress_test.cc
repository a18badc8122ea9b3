// diorace stress. Threads run as the machine likes, so only what holds however
// they do is looked at.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class StressTest : public RunningTest {
 protected:
  StressTest() {
    Write("fails.textproto", kFailing);
    Write("passes.textproto", kPassing);
  }

  // With pauses: of hundreds of runs some fail, if any can.
  Outcome Stress(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"stress", "--threads", "--pause=20"});
    return Run(arguments);
  }
};

TEST_F(StressTest, AViolationOnThreadsIsStatus1) {
  const Outcome outcome =
      Stress({"fails.textproto", "--format=json", "--timing=never"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "");
  nlohmann::json line = nlohmann::json::parse(outcome.out);
  EXPECT_GE(line["threads"]["runs"], 1);
  EXPECT_GE(line["control"]["runs"], 1);
  line["threads"].erase("runs");
  line["control"].erase("runs");
  const nlohmann::json found = {{"found", true}, {"kind", "guard_mismatch"}};
  EXPECT_EQ(line, (nlohmann::json{{"schema", 1},
                                  {"scenario", "small"},
                                  {"threads", found},
                                  {"control", found}}));
}

TEST_F(StressTest, TheSearchUnderControlIsTheSameEachTime) {
  const auto control = [&] {
    return nlohmann::json::parse(
        Stress({"fails.textproto", "--format=json", "--timing=never"})
            .out)["control"];
  };
  EXPECT_EQ(control(), control());
}

TEST_F(StressTest, NoViolationIsStatus4) {
  const Outcome outcome =
      Stress({"passes.textproto", "--runs=5", "--timing=never"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out,
            "| scenario | runs on threads | found | executions under control | "
            "found |\n"
            "|---|---|---|---|---|\n"
            "| small_bounced | not in 5 | – | not in 5 | – |\n");

  const Outcome json = Stress(
      {"passes.textproto", "--runs=5", "--format=json", "--timing=never"});
  EXPECT_EQ(json.status, 4);
  EXPECT_EQ(json.out, R"({"schema":1,"scenario":"small_bounced",)"
                      R"("threads":{"found":false,"kind":"","runs":5},)"
                      R"("control":{"found":false,"kind":"","runs":5}})"
                      "\n");
}

// What the search proves to be right is right on threads.
TEST_F(StressTest, ScenariosThatPassDoSoOnThreads) {
  const Outcome outcome =
      Stress({"xfs_pmem_read_written_meanwhile", "xfs_pi_write_bounced_store",
              "xfs_pi_read_bounced_store", "--runs=300"});
  EXPECT_EQ(outcome.status, 4) << outcome.out;
}

TEST_F(StressTest, RunsBoundTheSearchAsWell) {
  const Outcome outcome =
      Stress({"passes.textproto", "--runs=1", "--timing=never"});
  EXPECT_THAT(outcome.out,
              HasSubstr("| small_bounced | not in 1 | – | not in 1 | – |\n"));
}

TEST_F(StressTest, OneScenarioThatFailsMakesTheStatus) {
  const Outcome outcome =
      Stress({"passes.textproto", "fails.textproto", "--runs=300"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\n| small_bounced | not in "),
                                 HasSubstr("\n| small | ")));
}

TEST_F(StressTest, TimesAreThereUnlessNotWanted) {
  const auto passing = [&](const std::string& flag) {
    return Stress({"passes.textproto", "--runs=2", flag}).out;
  };
  EXPECT_THAT(passing("--timing=always"),
              AllOf(HasSubstr("| found | time |\n"), HasSubstr(" s |\n")));
  EXPECT_THAT(passing("--timing=never"),
              AllOf(Not(HasSubstr("time")), Not(HasSubstr(" s |"))));
  EXPECT_GT(
      nlohmann::json::parse(passing("--format=json"))["threads"]["seconds"], 0);
}

TEST_F(StressTest, BadUsageIsStatus2WithTheReason) {
  const auto complaint = [&](const std::vector<std::string>& arguments) {
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_THAT(complaint({"stress"}), HasSubstr("stress wants --threads"));
  EXPECT_THAT(complaint({"stress", "passes.textproto"}),
              HasSubstr("stress wants --threads"));
  EXPECT_THAT(complaint({"stress", "nonesuch", "--threads"}),
              HasSubstr("nonesuch"));
  Write("bad.textproto", "name: \"bad\"\nnoise: 1\n");
  EXPECT_THAT(complaint({"stress", "bad.textproto", "--threads"}),
              HasSubstr("bad.textproto:2:"));
  // Before anything runs.
  EXPECT_THAT(
      complaint({"stress", "passes.textproto", "nonesuch", "--threads"}),
      HasSubstr("nonesuch"));
  for (const char* flag : {"--runs=0", "--runs=x", "--pause=-1",
                           "--format=junit", "--strategy=pct"})
    EXPECT_THAT(complaint({"stress", "passes.textproto", "--threads", flag}),
                HasSubstr("--"))
        << flag;
}

TEST_F(StressTest, HelpSaysWhatStatusesMean) {
  const Outcome outcome = Run({"stress", "--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out,
              AllOf(StartsWith("usage: diorace stress"), HasSubstr("--threads"),
                    HasSubstr("Exit status: 1 ")));
  EXPECT_THAT(outcome.err, IsEmpty());
}

}  // namespace
}  // namespace diorace::cli
