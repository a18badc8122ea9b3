#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class FuzzTest : public RunningTest {
 protected:
  Outcome Fuzz(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"fuzz", "--timing=never", "--progress=never"});
    return Run(flags);
  }
};

TEST_F(FuzzTest, FindsNothingWhereAllFixesAreOn) {
  for (const char* release : {"7.4-queue", "7.0"}) {
    const Outcome outcome =
        Fuzz({"--count=300", std::string("--release=") + release});
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("300 workloads on "));
    EXPECT_THAT(outcome.out, HasSubstr(" 0 invalid, "));
    EXPECT_THAT(outcome.out, HasSubstr(", 0 hypothesis, 0 findings\n"));
  }
}

// A fix is taken away; what is found is small, and stands on its own.
TEST_F(FuzzTest, FindsASeededBug) {
  const Outcome outcome =
      Fuzz({"--count=300", "--set", "trim_unpins_all_pages=off", "--set",
            "dio_bounce=off", "--set", "first_error_wins=off"});
  EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("error_overwritten"));
  std::string scenario;
  std::string schedule;
  for (const std::string& file : Files()) {
    if (absl::EndsWith(file, ".schedule.textproto"))
      schedule = file;
    else if (scenario.empty())
      scenario = file;
  }
  ASSERT_FALSE(scenario.empty());
  EXPECT_EQ(Run({"check", scenario}).status, 0);
  ASSERT_FALSE(schedule.empty());
  EXPECT_THAT(Run({"replay", schedule}).out, HasSubstr("reproduced: "));
}

// "seed N: …" is all that is needed to have it again.
TEST_F(FuzzTest, ASeedIsEnoughToRepeatAWorkload) {
  const std::vector<std::string> broken = {"--set", "first_error_wins=off"};
  auto flags = broken;
  flags.push_back("--count=300");
  const std::string all = Fuzz(flags).out;
  ASSERT_TRUE(absl::StartsWith(all, "seed ")) << all;
  const std::string line = all.substr(0, all.find('\n') + 1);
  flags = broken;
  flags.push_back("--count=1");
  flags.push_back("--seed=" + line.substr(5, line.find(':') - 5));
  const Outcome again = Fuzz(flags);
  EXPECT_EQ(again.status, 1);
  EXPECT_TRUE(absl::StartsWith(again.out, line)) << line << again.out;
  EXPECT_EQ(Fuzz(flags).out, again.out);
}

// With its fix, which is on unless it is turned off, a candidate is gone rather
// than excused. The seed is one that grows a file by both kinds of write; of
// 10,000 there is one or more.
TEST_F(FuzzTest, ProposedFixesAreOn) {
  std::vector<std::string> flags = {"--seed=10931", "--count=1"};
  EXPECT_THAT(Fuzz(flags).out, HasSubstr(", 0 hypothesis, 0 findings\n"));
  flags.insert(flags.end(), {"--set", "buffered_extend_drains=off"});
  const Outcome off = Fuzz(flags);
  EXPECT_THAT(off.out, HasSubstr(", 1 hypothesis, 0 findings\n"));
  EXPECT_EQ(off.status, 0);
}

TEST_F(FuzzTest, StopsInTime) {
  const Outcome outcome = Fuzz({"--count=100000000", "--time_limit=1ms"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_THAT(outcome.out, HasSubstr(" workload"));
}

TEST_F(FuzzTest, RefusesWhatMakesNoSense) {
  EXPECT_EQ(Fuzz({"some_scenario"}).status, 2);
  EXPECT_THAT(Fuzz({"--release=5.0"}).err,
              HasSubstr("--release: there is no release '5.0'"));
  EXPECT_THAT(Fuzz({"--set", "release=7.0"}).err, HasSubstr("--release"));
  EXPECT_THAT(Fuzz({"--set", "no_such_switch=on"}).err,
              HasSubstr("no_such_switch"));
  EXPECT_EQ(Fuzz({"--count=0"}).status, 2);
  EXPECT_THAT(Fuzz({"--set", "limits.cpus=2", "--count=1"}).err,
              Not(HasSubstr("--set")));
}

}  // namespace
}  // namespace diorace::cli
