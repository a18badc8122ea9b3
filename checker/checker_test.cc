#include "checker/checker_test.h"

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <set>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "checker/campaign.h"
#include "checker/guarantee.h"
#include "checker/replay.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/whole_file.h"

ABSL_FLAG(std::string, strategy, "dpor",
          "how to explore: dpor (one interleaving of each class), dfs (every "
          "interleaving), a sampler (surw, pos, pct, urw, random), or auto");
ABSL_FLAG(uint64_t, seed, 1, "seed of a random strategy");
ABSL_FLAG(uint64_t, max_executions, std::numeric_limits<uint64_t>::max(),
          "stop after this many executions");
ABSL_FLAG(absl::Duration, time_limit, absl::InfiniteDuration(),
          "stop after this time, e.g. 30s");
ABSL_FLAG(std::string, replay, "",
          "run this schedule file instead of exploring; choose the test that "
          "wrote it with --gtest_filter");

namespace checker {
namespace {

std::string TestName() {
  const testing::TestInfo& info =
      *testing::UnitTest::GetInstance()->current_test_info();
  return absl::StrCat(info.test_suite_name(), ".", info.name());
}

// Where schedules go: Bazel keeps that folder; outside of Bazel, the present
// one.
std::string OutputPath(size_t number) {
  const char* const folder = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  std::string name =
      absl::StrCat(TestName(), ".", number, ".schedule.textproto");
  for (char& c : name) {
    if (c == '/') c = '_';
  }
  return folder == nullptr ? name : absl::StrCat(folder, "/", name);
}

CampaignOptions OptionsFromFlags() {
  CampaignOptions options;
  options.strategy.name = absl::GetFlag(FLAGS_strategy);
  options.strategy.seed = absl::GetFlag(FLAGS_seed);
  options.budget.max_executions = absl::GetFlag(FLAGS_max_executions);
  options.budget.time_limit = absl::GetFlag(FLAGS_time_limit);
  return options;
}

std::string Describe(absl::FunctionRef<void()> body, const Schedule& schedule) {
  return ReplayText(Replay(body, schedule), schedule, /*color=*/false);
}

void ReplayUnderTest(absl::FunctionRef<void()> body, const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  ASSERT_TRUE(text.ok()) << text.status().message();
  const absl::StatusOr<Schedule> schedule = ParseSchedule(*text, path);
  ASSERT_TRUE(schedule.ok()) << schedule.status().message();
  if (schedule->subject() != TestName())
    GTEST_SKIP() << path << " is a schedule of " << schedule->subject();
  ADD_FAILURE() << Describe(body, *schedule);
}

}  // namespace

void ExploreUnderTest(absl::FunctionRef<void()> body) {
  if (const std::string path = absl::GetFlag(FLAGS_replay); !path.empty())
    return ReplayUnderTest(body, path);
  absl::StatusOr<Campaign> campaign = RunCampaign(body, OptionsFromFlags());
  ASSERT_TRUE(campaign.ok()) << campaign.status().message();
  const Exploration& exploration = campaign->exploration;
  ASSERT_NE(exploration.stop, StopReason::kDiverged) << exploration.error;
  ASSERT_GT(exploration.executions, 0)
      << "nothing was explored, which proves nothing";
  std::printf("%s\n", Guarantee(*campaign, "test").c_str());
  for (size_t i = 0; i < campaign->schedules.size(); ++i) {
    Schedule& schedule = campaign->schedules[i];
    schedule.set_subject(TestName());
    const std::string path = OutputPath(i + 1);
    const absl::Status written =
        WriteFileAtomically(path, ScheduleText(schedule));
    ADD_FAILURE() << Describe(body, schedule)
                  << (written.ok()
                          ? absl::StrCat("run it again with: --gtest_filter=",
                                         TestName(), " --replay=", path)
                          : std::string(written.message()));
  }
  if (exploration.cut_executions != 0) {
    ADD_FAILURE() << exploration.cut_executions
                  << " executions did not end within " << Budget().max_steps
                  << " steps";
  }
}

std::string FindViolation(absl::FunctionRef<void()> body) {
  const absl::StatusOr<Campaign> campaign =
      RunCampaign(body, OptionsFromFlags());
  if (!campaign.ok()) return std::string(campaign.status().message());
  if (!campaign->exploration.error.empty()) return campaign->exploration.error;
  std::set<std::string> kinds;
  for (const FoundViolation& found : campaign->exploration.violations)
    kinds.insert(found.violation.kind);
  if (!campaign->schedules.empty())
    std::printf("%s", Describe(body, campaign->schedules.front()).c_str());
  return absl::StrJoin(kinds, ",");
}

}  // namespace checker

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  absl::SetProgramUsageMessage(
      "tests concurrent code; see checker/checker_test.h");
  absl::ParseCommandLine(argc, argv);
  return RUN_ALL_TESTS();
}
