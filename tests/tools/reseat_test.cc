#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

// A store beside the one that matters, into a buffer of its own.
constexpr char kBystander[] = R"(buffer { name: "other" bytes: 256 fill: 0 }
task {
  name: "bystander"
  operation { store { buffer: "other" value: 1 } }
}
expect {)";

class ReseatTest : public RunningTest {
 protected:
  ReseatTest() {
    Write("small.textproto", Replaced(kFailing, "expect {", kBystander));
    Run({"explore", "small.textproto"});
    schedule_ = Read("diorace-out/small.1.schedule.textproto");
  }

  Outcome ReseatOf(const std::string& schedule,
                   std::vector<std::string> flags = {}) {
    Write("s.schedule.textproto", schedule);
    flags.insert(flags.begin(), {"reseat", "s.schedule.textproto"});
    return Run(flags);
  }

  // The scenario in the schedule, edited.
  std::string Edited(const std::string& from, const std::string& to) {
    return Replaced(schedule_, from, to);
  }

  std::string schedule_;
};

TEST_F(ReseatTest, AScheduleThatFitsStillFails) {
  const Outcome outcome = ReseatOf(schedule_);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out,
              StartsWith("the schedule fits and fails as recorded\nreseated: "
                         "found by following the old schedule"));
}

// The user loads first what he then stores to: his store is not the next
// operation where the schedule expects it.
TEST_F(ReseatTest, AnInsertedOperation) {
  const std::string edited =
      Edited("    name: \"user\"\n",
             "    name: \"user\"\n    operation { load { buffer: \"buffer\" "
             "bytes: 256 } }\n");
  Write("stale", edited);
  const Outcome stale = Run({"replay", "stale"});
  EXPECT_EQ(stale.status, 3);
  EXPECT_THAT(stale.err, HasSubstr("the schedule is stale: decision "));

  const Outcome outcome = ReseatOf(edited);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out,
              AllOf(StartsWith("the schedule is stale: decision "),
                    HasSubstr("guard tag error at sector 0"),
                    HasSubstr("schedule: s.reseated.schedule.textproto\n")));
  const Outcome replayed = Run({"replay", "s.reseated.schedule.textproto"});
  EXPECT_EQ(replayed.status, 1);
  EXPECT_THAT(replayed.out, HasSubstr("\nreproduced: guard_mismatch"));
  EXPECT_THAT(replayed.out, HasSubstr("found by reseat, nearest in execution"));
  EXPECT_THAT(replayed.out, HasSubstr("blame no_promise, race R14b"));
}

TEST_F(ReseatTest, ARenamedTask) {
  // It is in the schedule only if it happened to come first; then it is stale.
  const std::string edited =
      Edited("    name: \"bystander\"", "    name: \"passerby\"");
  const Outcome outcome = ReseatOf(edited, {"--output=out/new.textproto"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("schedule: out/new.textproto\n"));
  EXPECT_EQ(Run({"replay", "out/new.textproto"}).status, 1);
}

// 7.0 bounces: whatever the order, the store does no harm.
TEST_F(ReseatTest, ProvesThatTheBugIsGone) {
  std::string fixed = Edited("RAW_BLOCK_DEVICE", "XFS");
  fixed = Replaced(fixed, "release: \"6.1\"", "release: \"7.0\"");
  const Outcome outcome = ReseatOf(fixed);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out,
              HasSubstr("proved: no schedule of this scenario shows it ("));
  EXPECT_THAT(outcome.out, HasSubstr(", complete)\n"));

  const Outcome cut = ReseatOf(fixed, {"--max_executions=2"});
  EXPECT_EQ(cut.status, 4);
  EXPECT_THAT(cut.out, HasSubstr("not known: 2 executions did not show it, and "
                                 "--max_executions was reached"));
}

TEST_F(ReseatTest, WhatDoesNotHelpIsRefused) {
  EXPECT_EQ(Run({"reseat"}).status, 2);
  EXPECT_EQ(Run({"reseat", "gone"}).status, 2);
  EXPECT_EQ(ReseatOf(schedule_, {"--output=small.textproto/x"}).status, 2);
}

}  // namespace
}  // namespace diorace::cli
