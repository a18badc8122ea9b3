#include "tools/cli/progress.h"

#include <sstream>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace diorace::cli {
namespace {

// Runs a scenario of which `progress` hears ten times a second.
void RunFor(Progress& progress, int seconds) {
  progress.Start("[1/2] s");
  checker::Exploration exploration;
  for (int i = 0; i <= seconds * 10; ++i) {
    exploration.elapsed = absl::Milliseconds(100) * i;
    exploration.executions = static_cast<uint64_t>(i) * 1000;
    progress.Update(exploration);
  }
  progress.Clear();
}

class ProgressTest : public testing::Test {
 protected:
  std::string Said(When when, bool terminal, int seconds) {
    std::ostringstream out, err;
    Console console{.out = out, .err = err, .err_is_terminal = terminal};
    Options options;
    options.progress = when;
    Progress progress(console, options);
    RunFor(progress, seconds);
    EXPECT_EQ(out.str(), "");
    return err.str();
  }
};

TEST_F(ProgressTest, LinesEveryFewSecondsWhenNotOnATerminal) {
  EXPECT_EQ(Said(When::kAlways, false, 7),
            "[1/2] s: 10,000 executions, 10,000/s\n"
            "[1/2] s: 60,000 executions, 10,000/s\n");
}

TEST_F(ProgressTest, OneLineThatGoesAwayOnATerminal) {
  EXPECT_EQ(Said(When::kAuto, true, 1),
            "\r[1/2] s: 10,000 executions, 10,000/s\x1b[K\r\x1b[K");
}

TEST_F(ProgressTest, SilentWhereNobodyLooks) {
  EXPECT_EQ(Said(When::kAuto, false, 7), "");
  EXPECT_EQ(Said(When::kNever, true, 7), "");
  EXPECT_EQ(Said(When::kAlways, true, 0), "");
}

}  // namespace
}  // namespace diorace::cli
