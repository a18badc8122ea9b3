// diorace replay --step, --until, --break-on.

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "checker/replay.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/recording.h"
#include "tests/tools/running.h"
#include "tools/cli/break_on.h"
#include "tools/cli/commands.h"
#include "tools/cli/debugger.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kSchedule[] = "diorace-out/small.1.schedule.textproto";

class StepTest : public RunningTest {
 protected:
  StepTest() {
    Write("small.textproto", kFailing);
    Run({"explore", "small.textproto"});
  }

  // A walk with these commands, from its heading on.
  Outcome Walk(const std::string& commands,
               const std::string& file = kSchedule) {
    std::istringstream in(commands);
    std::ostringstream out, err;
    Console console{.out = out, .err = err, .directory = folder(), .in = &in};
    const ExitStatus status = RunDiorace({"replay", file, "--step"}, console);
    return {static_cast<int>(status), out.str(), err.str()};
  }
};

TEST_F(StepTest, StepsForwardsAndBackwards) {
  const Outcome walk = Walk("n\n\nnext 2\nb\nback 2\ng 3\nq\n");
  EXPECT_EQ(walk.status, 1);
  EXPECT_EQ(walk.err, "");
  EXPECT_THAT(walk.out, HasSubstr("0/"));
  // What was typed is echoed behind the prompt, and the new steps follow.
  EXPECT_THAT(walk.out,
              AllOf(HasSubstr("> n\n   1  "), HasSubstr("> \n   2  "),
                    HasSubstr("> next 2\n   3  "), HasSubstr("> b\n   3  "),
                    HasSubstr("> back 2\n   1  "), HasSubstr("> g 3\n   3  ")));
  EXPECT_THAT(Walk("b\nq\n").out, HasSubstr("> b\n   #  "));
}

TEST_F(StepTest, TheEndOfInputEndsTheWalk) {
  const Outcome walk = Walk("n\n");
  EXPECT_EQ(walk.status, 1);
  EXPECT_THAT(walk.out, HasSubstr("\n1/"));
}

TEST_F(StepTest, RunsToATaskAnOperationALabelAndTheViolation) {
  const Outcome walk = Walk("t user\nv\nb 99\no fill:buffer\ng 0\nl D1\nq\n");
  const size_t user = walk.out.find("> t user\n");
  const size_t violation = walk.out.find("> v\n");
  const size_t back = walk.out.find("> b 99\n");
  ASSERT_LT(user, violation);
  ASSERT_LT(violation, back);
  EXPECT_THAT(walk.out.substr(user, violation - user),
              AllOf(HasSubstr("fill buffer[0,1) = 42   (user store)\n"),
                    Not(HasSubstr(">>> "))));
  EXPECT_THAT(walk.out.substr(violation, back - violation),
              HasSubstr(">>> guard tag error at sector 0"));
  EXPECT_THAT(walk.out, HasSubstr("> o fill:buffer\n   1  "));
  EXPECT_THAT(walk.out.substr(walk.out.find("> l D1\n")),
              HasSubstr("(D1 device fetches"));
}

TEST_F(StepTest, ShowsStateAndWhoCanRun) {
  const Outcome walk = Walk("t user\ns\nw\nq\n");
  EXPECT_THAT(walk.out, HasSubstr("\n    buffer = 42 41×"));
  EXPECT_THAT(walk.out, HasSubstr("  blocked  writer: wait-for "));
  EXPECT_THAT(walk.out, HasSubstr("  next     "));
}

TEST_F(StepTest, SaysWhatItDoesNotUnderstand) {
  const Outcome walk = Walk(
      "jump\nn many\nt usr\no jump\nl\no fill:nothing\nh\nl nothing\x1b\nq\n");
  EXPECT_THAT(walk.out, HasSubstr("there is no command 'jump'"));
  EXPECT_THAT(walk.out, HasSubstr("'many' is not a number of steps"));
  EXPECT_THAT(walk.out, HasSubstr("there is no task 'usr'; did you mean user"));
  EXPECT_THAT(walk.out, HasSubstr("'jump' is no kind of operation"));
  EXPECT_THAT(walk.out, HasSubstr("which label?"));
  EXPECT_THAT(walk.out, HasSubstr("no operation fill:nothing from here on"));
  EXPECT_THAT(walk.out, HasSubstr("b, back [N]"));
  EXPECT_FALSE(absl::StrContains(walk.out, "\x1b"));
}

TEST_F(StepTest, EndsWhereTheExecutionDoes) {
  const Outcome walk = Walk("n 9999\nn\nv\nt user\nw\nq\n");
  EXPECT_THAT(walk.out, HasSubstr("\nthe execution is over\n"));
  EXPECT_THAT(walk.out, HasSubstr("no rule is broken from here on\n"));
  EXPECT_THAT(walk.out, HasSubstr("no operation by user from here on\n"));
  EXPECT_THAT(walk.out, HasSubstr("no task is about to do anything\n"));
}

TEST_F(StepTest, WalksAStaleScheduleUpToWhereItDoesNotFit) {
  Write("stale", Replaced(Read(kSchedule), "task: \"user\" operation: \"fill\"",
                          "task: \"nobody\" operation: \"fill\""));
  const Outcome walk = Walk("n 99\nq\n", "stale");
  EXPECT_EQ(walk.status, 3);
  EXPECT_THAT(walk.out, HasSubstr("does not fit: the schedule expects nobody"));
  EXPECT_THAT(walk.err, HasSubstr("the schedule is stale: decision "));
}

TEST_F(StepTest, UntilPrintsAPartAndWhatComesNext) {
  const Outcome outcome = Run({"replay", kSchedule, "--until=2"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("\n   2  "), Not(HasSubstr("\n   3  ")),
                    HasSubstr("\nafter 2 of "),
                    HasSubstr("  can run  user: fill buffer[0,1)"),
                    HasSubstr("\n  next  ")));
  EXPECT_THAT(Run({"replay", kSchedule, "--until=0"}).out,
              HasSubstr("\nafter 0 of "));
  EXPECT_THAT(Run({"replay", kSchedule, "--until=9999"}).out,
              HasSubstr("no task is about to do anything\n"));
  EXPECT_EQ(Run({"replay", kSchedule, "--until=-1"}).status, 2);
  EXPECT_EQ(Run({"replay", kSchedule, "--until=1", "--step"}).status, 2);
}

TEST_F(StepTest, BreakOnWantsADebugger) {
  if (DebuggerAttached()) GTEST_SKIP() << "a debugger is attached";
  const Outcome outcome = Run({"replay", kSchedule, "--break-on=fill:buffer"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("gdb --args diorace replay "));
  EXPECT_THAT(outcome.err, HasSubstr("--break-on='fill:buffer'"));
}

// Where it stops: before the operation, each time, and nowhere else.
TEST_F(StepTest, BreakOnStopsBeforeTheOperation) {
  const std::string path = absl::StrCat(folder(), "/", kSchedule);
  const absl::StatusOr<Recording> recording = LoadRecording(path, path);
  ASSERT_TRUE(recording.ok()) << recording.status();
  const checker::Timeline timeline =
      checker::Replay([&] { recording->compiled.Run(); }, recording->schedule)
          .timeline;
  const auto stops = [&](const std::string& spec) {
    int count = 0;
    const absl::Status status =
        ReplayWithStops(*recording, timeline, spec, [&] { ++count; });
    return status.ok() ? count : -1;
  };
  EXPECT_EQ(stops("fill:buffer"), 1);
  EXPECT_EQ(stops("fill"), 1);
  EXPECT_EQ(stops("3"), 1);
  EXPECT_EQ(stops("user store"), 1);
  EXPECT_EQ(stops("D1"), 2) << "the interval is fetched in two chunks";
  EXPECT_EQ(stops("0"), -1);
  EXPECT_EQ(stops("fill:nothing"), -1);
  EXPECT_EQ(stops("D"), -1);
}

}  // namespace
}  // namespace diorace::cli
