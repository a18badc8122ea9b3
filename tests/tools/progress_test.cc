#include "tools/cli/progress.h"

#include <signal.h>

#include <atomic>
#include <csignal>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/loader.h"
#include "tests/tools/running.h"
#include "tools/cli/commands.h"
#include "tools/cli/interrupt.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

checker::Exploration After(absl::Duration elapsed, uint64_t executions) {
  checker::Exploration exploration;
  exploration.elapsed = elapsed;
  exploration.executions = executions;
  exploration.max_depth = 41;
  return exploration;
}

// A run of which `progress` hears ten times a second.
void RunFor(Progress& progress, Progress::Run run, int seconds) {
  progress.Start(std::move(run));
  for (int i = 0; i <= seconds * 10; ++i) {
    progress.Update(
        After(absl::Milliseconds(100) * i, static_cast<uint64_t>(i) * 1000));
  }
  progress.Clear();
}

class ProgressTest : public testing::Test {
 protected:
  std::string Said(When when, bool terminal, int seconds) {
    std::ostringstream out, err;
    Console console{.out = out, .err = err, .err_is_terminal = terminal};
    console.err_columns = columns_;
    Options options;
    options.progress = when;
    Progress progress(console, options);
    RunFor(progress, run_, seconds);
    EXPECT_EQ(out.str(), "");
    return err.str();
  }

  Progress::Run run_ = {.name = "[1/2] s"};
  int (*columns_)() = nullptr;
};

TEST_F(ProgressTest, LinesEveryFewSecondsWhenNotOnATerminal) {
  const std::string lines =
      "[1/2] s: 10,000 executions, 10,000/s, depth 41, no violation\n"
      "[1/2] s: 60,000 executions, 10,000/s, depth 41, no violation\n";
  EXPECT_EQ(Said(When::kAlways, false, 7), lines);
  EXPECT_EQ(Said(When::kAuto, false, 7), lines);
}

TEST_F(ProgressTest, OneLineThatGoesAwayOnATerminal) {
  EXPECT_EQ(Said(When::kAuto, true, 1),
            "\r[1/2] s: 10,000 executions, 10,000/s, depth 41, no violation"
            "\x1b[K\r\x1b[K");
}

TEST_F(ProgressTest, SilentWhenNotWantedAndInTheFirstSecond) {
  EXPECT_EQ(Said(When::kNever, false, 7), "");
  EXPECT_EQ(Said(When::kNever, true, 7), "");
  EXPECT_EQ(Said(When::kAlways, true, 0), "");
}

TEST_F(ProgressTest, ABoundIsAnEnd) {
  run_.max_executions = 40'000;
  EXPECT_EQ(Said(When::kAuto, false, 1),
            "[1/2] s:  25% 10,000 executions, 10,000/s, depth 41, no "
            "violation, 3s left\n");
  run_.time_limit = absl::Seconds(2);
  EXPECT_THAT(Said(When::kAuto, false, 1), HasSubstr(" 50% "));
  EXPECT_THAT(Said(When::kAuto, false, 1), HasSubstr("1s left"));
}

TEST_F(ProgressTest, AsksForAnEstimateOnceAndOnlyInLongRuns) {
  int asked = 0;
  run_.estimate = [&asked] {
    ++asked;
    return checker::SizeEstimate{
        .total = 20'000, .low = 19'000, .high = 21'000};
  };
  Said(When::kNever, true, 7);
  Said(When::kAuto, true, 0);
  EXPECT_EQ(asked, 0);
  EXPECT_THAT(Said(When::kAuto, false, 7),
              HasSubstr("~20,000 in all (95%: 19,000 to 21,000), 1s left\n"));
  EXPECT_EQ(asked, 1);
}

TEST_F(ProgressTest, ABarThatFitsTheTerminal) {
  run_.max_executions = 20'000;
  EXPECT_EQ(Said(When::kAuto, true, 1),
            "\r[1/2] s  50% 10,000 executions, 10,000/s, depth 41, no "
            "violation, 1s left\x1b[K\r\x1b[K");
  columns_ = [] { return 120; };
  EXPECT_THAT(Said(When::kAuto, true, 1),
              StartsWith("\r[1/2] s [###############---------------]  50% "
                         "10,000 executions, "));
  columns_ = [] { return 42; };
  EXPECT_EQ(Said(When::kAuto, true, 1),
            "\r[1/2] s  50% 10,000 executions, 1s left\x1b[K\r\x1b[K");
}

TEST(ProgressLineTest, IsNeverWiderThanAsked) {
  checker::Exploration exploration = After(absl::Hours(30), 123'456'789'012);
  exploration.violations.resize(2);
  const checker::SizeEstimate rough{
      .total = 1.23456e12, .low = 1, .high = 1e300, .rough = true};
  const Progress::Run run{.name = std::string(100, 'n'), .unit = "trace"};
  for (size_t width = 1; width < 300; ++width) {
    EXPECT_LE(ProgressLine(run, exploration, rough, true, width).size(), width);
  }
  EXPECT_THAT(ProgressLine(run, exploration, rough, true, 300),
              HasSubstr("]  10% 123,456,789,012 traces, 1,143,118/s, depth 41, "
                        "2 violations, ~1,230,000,000,000 in all (rough), "
                        "days left"));
}

TEST(ProgressLineTest, TooLowAnEstimateDoesNotEndTheRun) {
  const checker::SizeEstimate low{.total = 10, .low = 10, .high = 10};
  EXPECT_THAT(ProgressLine({.name = "s"}, After(absl::Seconds(9), 1000), low,
                           false, 200),
              StartsWith("s:  99% 1,000 executions"));
}

class ProgressOutputTest : public RunningTest {};

// What is explored, and what is said of it, is the same with probes.
TEST_F(ProgressOutputTest, ProgressChangesNothing) {
  Write("s.textproto", kPassing);
  const std::vector<std::string> run = {"explore", "s.textproto",
                                        "--strategy=dfs", "--timing=never"};
  std::vector<std::string> silent = run;
  silent.push_back("--progress=never");
  EXPECT_EQ(Run(run).out, Run(silent).out);
  const absl::StatusOr<LoadedScenario> loaded =
      ParseScenario(kPassing, "s.textproto");
  ASSERT_TRUE(loaded.ok());
  const absl::StatusOr<Subject> subject = PrepareSubject(*loaded);
  ASSERT_TRUE(subject.ok());
  Options options;
  EXPECT_FALSE(EstimateSize(*subject, options).has_value());
  options.strategy = "dfs";
  const std::optional<checker::SizeEstimate> size =
      EstimateSize(*subject, options);
  ASSERT_TRUE(size.has_value());
  // Probes do not count as having reached anything.
  EXPECT_THAT(subject->compiled.Unreached(), ElementsAre("L8b"));
  const ScenarioRun all =
      RunScenario(*subject, options, [](const checker::Exploration&) {});
  const auto truth = static_cast<double>(all.campaign.exploration.executions);
  EXPECT_LE(size->low, truth);
  EXPECT_GE(size->high, truth);
  options.exploration.preemption_bound = 1;
  EXPECT_FALSE(EstimateSize(*subject, options).has_value());
}

class InterruptedTest : public RunningTest {
 protected:
  InterruptedTest() {
    Write("s.textproto", kPassing);
    Write("t.textproto", Replaced(kPassing, "small_bounced", "another"));
    Write("l.litmus",
          "C l\n{}\nP0(int *x) { WRITE_ONCE(*x, 1); }\nexists (x=1)\n");
  }

  Outcome RunInterrupted(const std::vector<std::string>& arguments) {
    const std::atomic<bool> interrupted = true;
    std::ostringstream out, err;
    Console console{.out = out,
                    .err = err,
                    .directory = folder(),
                    .interrupted = &interrupted};
    const ExitStatus status = RunDiorace(arguments, console);
    return {static_cast<int>(status), out.str(), err.str()};
  }
};

TEST_F(InterruptedTest, NothingIsStarted) {
  const Outcome check = RunInterrupted({"check", "s.textproto", "t.textproto"});
  EXPECT_EQ(check.status, 4);
  EXPECT_THAT(check.err, HasSubstr("interrupted: 2 scenarios not started"));
  EXPECT_THAT(check.out, Not(HasSubstr("small_bounced ")));

  const Outcome explore = RunInterrupted({"explore", "s.textproto"});
  EXPECT_EQ(explore.status, 4);
  EXPECT_THAT(explore.out, HasSubstr("incomplete (interrupted): 0 traces"));

  const Outcome litmus = RunInterrupted({"litmus", "l.litmus"});
  EXPECT_EQ(litmus.status, 4);
  EXPECT_THAT(litmus.err, HasSubstr("interrupted: 1 file not started"));
}

TEST(InterruptTest, ASignalSetsTheFlagAndTheNextOneKills) {
  const auto usual = std::signal(SIGINT, SIG_DFL);
  {
    const Interrupt interrupt;
    EXPECT_FALSE(interrupt.flag());
    std::raise(SIGINT);
    EXPECT_TRUE(interrupt.flag());
    EXPECT_EQ(std::signal(SIGINT, SIG_DFL), SIG_DFL);
    EXPECT_EQ(std::signal(SIGTERM, SIG_DFL), SIG_DFL);
  }
  std::signal(SIGINT, SIG_IGN);
  {
    const Interrupt interrupt;
    std::raise(SIGINT);
    EXPECT_FALSE(interrupt.flag()) << "what was ignored stays so";
  }
  EXPECT_EQ(std::signal(SIGINT, usual), SIG_IGN);
}

}  // namespace
}  // namespace diorace::cli
