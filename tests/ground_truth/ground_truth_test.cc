// The model agrees with what a real Linux 6.1 kernel was seen to do
// (linux_6_1.textproto).

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "checker/campaign.h"
#include "checker/checker.h"
#include "checker/replay.h"
#include "checker/schedule/text_proto.h"
#include "checker/schedule/whole_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/machine.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "tests/ground_truth/ground_truth.pb.h"

namespace diorace {

// For GoogleTest's messages.
void PrintTo(const GroundTruthRow& row, std::ostream* out) {
  *out << row.config() << ", " << row.target() << ": " << row.call() << " "
       << row.size() << " " << row.mutation() << " " << row.ok() << "/"
       << row.failed();
}

namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAreArray;

const GroundTruth& Observed() {
  static const auto* const kObserved = [] {
    const std::string path = "tests/ground_truth/linux_6_1.textproto";
    const absl::StatusOr<std::string> text = checker::ReadFile(path);
    auto* const observed = new GroundTruth;
    if (!text.ok() || !checker::ParseTextProto(*text, path, observed).ok())
      std::abort();
    return observed;
  }();
  return *kObserved;
}

struct Explored {
  checker::Campaign campaign;
  // Of a run of the first violation's schedule: what the calls returned.
  std::vector<std::string> results;
};

Explored Explore(const Scenario& scenario) {
  absl::StatusOr<CompiledScenario> compiled = Compile(scenario);
  EXPECT_TRUE(compiled.ok()) << compiled.status().message();
  checker::CampaignOptions options;
  options.strategy.name = scenario.bounds().strategy();
  if (scenario.bounds().has_max_executions()) {
    options.budget.max_executions = scenario.bounds().max_executions();
  }
  const auto body = [&] { compiled->Run(); };
  Explored explored{*checker::RunCampaign(body, options), {}};
  if (explored.campaign.schedules.empty()) return explored;
  const checker::ReplayResult replay =
      checker::Replay(body, explored.campaign.schedules.front());
  for (const checker::TimelineEntry& entry : replay.timeline.entries) {
    if (entry.kind == checker::TimelineEntry::Kind::kNote) {
      explored.results.push_back(entry.text);
    }
  }
  return explored;
}

using Outcomes = std::set<std::vector<int64_t>>;

Outcomes OutcomesOf(const GroundTruthRow& row) {
  Outcomes outcomes;
  for (const Outcome& each : row.outcome())
    outcomes.emplace(each.result().begin(), each.result().end());
  return outcomes;
}

// What all calls return together, in all executions.
Outcomes OutcomesOf(const Scenario& scenario) {
  absl::StatusOr<dio::Workload> workload = CompileWorkload(scenario);
  EXPECT_TRUE(workload.ok()) << workload.status();
  Outcomes outcomes;
  const checker::Exploration found = checker::Explore([&] {
    dio::Machine machine(*workload);
    machine.Run();
    std::vector<int64_t> results;
    for (size_t i = 0; i < machine.record_count(); ++i)
      results.push_back(machine.record(i).result);
    outcomes.insert(std::move(results));
  });
  EXPECT_TRUE(found.complete());
  return outcomes;
}

// Of all that msync does, write-back by fsync is modelled.
absl::string_view CallInModel(const GroundTruthRow& row) {
  return row.call() == "msync" ? "fsync" : absl::string_view(row.call());
}

class GroundTruthTest : public testing::TestWithParam<GroundTruthRow> {};

TEST_P(GroundTruthTest, ModelAgrees) {
  const GroundTruthRow& row = GetParam();
  const absl::StatusOr<LoadedScenario> loaded =
      LoadScenario(row.scenario(), "");
  ASSERT_TRUE(loaded.ok()) << loaded.status().message();
  ASSERT_EQ(loaded->scenario.release(), "6.1");
  const Explored explored = Explore(loaded->scenario);
  const checker::Campaign& campaign = explored.campaign;
  if (row.outcome_size() != 0) {
    EXPECT_THAT(OutcomesOf(loaded->scenario),
                UnorderedElementsAreArray(OutcomesOf(row)));
  }
  if (row.failed() == 0) {
    // Without a mechanism a 0 would only say that no failure was seen, and
    // prove nothing.
    ASSERT_TRUE(row.has_zero_because());
    EXPECT_TRUE(campaign.exploration.complete());
  }
  const bool finds = row.failed() != 0 || row.has_violation();
  EXPECT_EQ(campaign.exploration.violations.empty(), !finds);
  for (const checker::FoundViolation& found : campaign.exploration.violations) {
    EXPECT_EQ(found.violation.kind,
              row.has_violation() ? row.violation() : "guard_mismatch");
    if (row.has_violation()) continue;
    EXPECT_EQ(found.violation.oracle,
              row.call() == "pread" ? "read_verify" : "device_check");
  }
  if (row.failed() != 0 && !row.has_violation() && row.outcome_size() == 0) {
    EXPECT_THAT(
        explored.results,
        Contains(absl::StrCat(CallInModel(row), " returns -84 (",
                              Observed().errno_of_every_failure(), ")")));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Linux61, GroundTruthTest,
    testing::ValuesIn(Observed().row().begin(), Observed().row().end()),
    [](const testing::TestParamInfo<GroundTruthRow>& info) {
      return absl::StrCat(
          "Row", info.index, "_", info.param.call(), "_", info.param.size(),
          "_", absl::StrReplaceAll(info.param.mutation(), {{" ", "_"}}));
    });

// A write of two requests of which one fails: its half of the medium is as
// before, the other's is new.
TEST(GroundTruth, AFailedWriteOfTwoRequestsIsTorn) {
  absl::StatusOr<LoadedScenario> loaded =
      LoadScenario("bdev_pi_write_2_requests_store_byte", "");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  absl::StatusOr<dio::Workload> workload = CompileWorkload(loaded->scenario);
  ASSERT_TRUE(workload.ok()) << workload.status();
  constexpr uint32_t kHalf = 4096;
  int torn = 0;
  const checker::Exploration found = checker::Explore([&] {
    dio::Machine machine(*workload);
    machine.Run();
    if (machine.record(0).result == 2 * kHalf) return;
    const auto first = machine.device(0).Content(0, kHalf);
    const auto second = machine.device(0).Content(kHalf, kHalf);
    ++torn;
    CHECKER_EXPECT(std::count(first.begin(), first.end(), 0xd0) == kHalf);
    CHECKER_EXPECT(std::count(second.begin(), second.end(), 0x41) == kHalf);
  });
  EXPECT_TRUE(found.complete());
  for (const checker::FoundViolation& each : found.violations)
    EXPECT_EQ(each.violation.kind, "guard_mismatch");
  EXPECT_GT(torn, 0);
}

TEST(GroundTruthTable, CountsAllCallsOfEachRow) {
  for (const GroundTruthRow& row : Observed().row()) {
    EXPECT_EQ(row.ok() + row.failed(), row.calls())
        << testing::PrintToString(row);
  }
}

}  // namespace
}  // namespace diorace
