// Every scenario that comes with the program and fails: its schedules are the
// smallest, proven so, and explained by the right pair of steps, which is the
// one that KERNEL.md gives for the row.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/explorer.h"
#include "checker/explore/random.h"
#include "checker/schedule/delta_debug.h"
#include "checker/schedule/explain.h"
#include "checker/schedule/hunt.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/loader.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {
namespace {

using ::testing::Contains;
using ::testing::Ge;
using ::testing::Le;
using ::testing::SizeIs;

struct Explained {
  std::string scenario;
  checker::Schedule schedule;
  checker::ExplainedRun run;

  // "b2 < user", by the first words of the labels of each pair.
  std::vector<std::string> Pairs() const {
    std::vector<std::string> labels;
    for (const checker::TimelineEntry& entry : run.timeline.entries) {
      if (entry.kind != checker::TimelineEntry::Kind::kOperation) continue;
      const std::string& label = entry.operation.label;
      labels.push_back(label.substr(0, label.find(' ')));
    }
    std::vector<std::string> pairs;
    for (const checker::OrderedPair& pair : run.explanation.pairs) {
      pairs.push_back(
          absl::StrCat(labels[pair.first - 1], " < ", labels[pair.second - 1]));
    }
    return pairs;
  }
};

std::vector<Explained> ExplainAll(const std::string& name) {
  std::vector<Explained> all;
  absl::StatusOr<LoadedScenario> loaded = LoadScenario(name, "");
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  const absl::StatusOr<Subject> subject = PrepareSubject(*loaded);
  EXPECT_TRUE(subject.ok()) << subject.status();
  const ScenarioRun run =
      RunScenario(*subject, Options(), [](const checker::Exploration&) {});
  const auto body = [&] { subject->compiled.Run(); };
  for (const checker::Schedule& schedule : run.campaign.schedules) {
    checker::Explorer explorer(body);
    absl::StatusOr<checker::ExplainedRun> explained =
        checker::Explain(explorer, schedule, {});
    EXPECT_TRUE(explained.ok()) << name << ": " << explained.status();
    if (explained.ok()) all.push_back({name, schedule, *std::move(explained)});
  }
  return all;
}

// The pairs that explain a violation of `row` in a scenario.
struct Known {
  std::string scenario;
  std::string row;
  std::vector<std::string> pairs;  // all of these
};

class ExplainedScenario : public ::testing::TestWithParam<Known> {};

TEST_P(ExplainedScenario, NamesTheStepsThatDecide) {
  bool found = false;
  for (const Explained& explained : ExplainAll(GetParam().scenario)) {
    if (explained.schedule.violation().row() != GetParam().row) continue;
    found = true;
    for (const std::string& pair : GetParam().pairs) {
      EXPECT_THAT(explained.Pairs(), Contains(pair))
          << explained.run.explanation.story;
    }
  }
  EXPECT_TRUE(found) << "no violation of row " << GetParam().row;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ExplainedScenario,
    ::testing::Values(
        Known{
            "xfs_pi_write_zero_copy_store", "R01", {"b2 < user", "user < D1"}},
        Known{
            "xfs_md_raid1_write_store_7_0", "R04", {"D1 < user", "user < D1"}},
        Known{"xfs_md_raid5_skip_copy_write_store_6_19",
              "R05",
              {"G2 < user", "user < D1"}},
        Known{"xfs_network_digest_write_store_6_19", "R06", {"user < N2"}},
        Known{
            "xfs_pi_read_zero_copy_store", "R07", {"D1r < user", "user < K1"}},
        Known{"xfs_plain_write_async_reads_dio_late", "R15", {"F7 < C3"}},
        Known{"xfs_plain_write_sync_tests_before_state",
              "R19",
              {"Z6 < C4", "C4 < Z6"}},
        Known{"xfs_plain_write_two_errors", "R22", {"Z3 < C1"}},
        Known{"xfs_plain_read_flags_after_put", "R27", {"F7 < C2"}},
        Known{"xfs_pi_read_bounced_released_late", "R27b", {"user < E4"}},
        Known{"xfs_pi_early_error_6_19", "R28", {"C1 < L6"}},
        Known{"xfs_pi_read_zoned_write_merged", "R34", {"X1 < E1"}}),
    [](const auto& known) { return known.param.row; });

// Delta debugging comes first, and takes few replays.
TEST(ExplainedScenarios, NeedFewReplays) {
  std::vector<uint64_t> replays;
  for (const std::string& name : BuiltInScenarioNames()) {
    const absl::StatusOr<LoadedScenario> loaded = LoadScenario(name, "");
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    if (loaded->scenario.expect().verdict() != Expectation::FAIL) continue;
    const absl::StatusOr<Subject> subject = PrepareSubject(*loaded);
    ASSERT_TRUE(subject.ok()) << subject.status();
    const auto body = [&] { subject->compiled.Run(); };
    checker::Explorer explorer(body);
    checker::RandomStrategy random(/*seed=*/1);
    const checker::Exploration exploration =
        explorer.Explore(random, {.max_executions = 2000});
    for (const checker::FoundViolation& found : exploration.violations) {
      checker::Hunt hunt(explorer, checker::Hunt::Same(found.violation),
                         loaded->scenario.bounds().max_steps());
      replays.push_back(DeltaDebug(hunt, found).replays);
    }
  }
  ASSERT_THAT(replays, SizeIs(Ge(30u)));
  std::sort(replays.begin(), replays.end());
  EXPECT_LE(replays[replays.size() / 2], 30u);
  RecordProperty("median", absl::StrCat(replays[replays.size() / 2]));
  RecordProperty("most", absl::StrCat(replays.back()));
}

TEST(ExplainedScenarios, AreSmallestAndSmallEnoughToRead) {
  for (const std::string& name : BuiltInScenarioNames()) {
    const absl::StatusOr<LoadedScenario> loaded = LoadScenario(name, "");
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    if (loaded->scenario.expect().verdict() != Expectation::FAIL) continue;
    for (const Explained& explained : ExplainAll(name)) {
      const checker::Minimal& minimal =
          explained.schedule.minimality().minimal();
      EXPECT_TRUE(minimal.proven()) << name;
      EXPECT_TRUE(minimal.canonical()) << name;
      EXPECT_THAT(explained.run.explanation.slice, SizeIs(Le(40u))) << name;
    }
  }
}

}  // namespace
}  // namespace diorace::cli
