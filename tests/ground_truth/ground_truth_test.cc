// The model agrees with what a real Linux 6.1 kernel was seen to do
// (linux_6_1.textproto).

#include <cstdlib>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/campaign.h"
#include "checker/schedule/text_proto.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
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

using ::testing::AnyOf;
using ::testing::ElementsAre;

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

class GroundTruthTest : public testing::TestWithParam<GroundTruthRow> {};

TEST_P(GroundTruthTest, ModelAgrees) {
  const GroundTruthRow& row = GetParam();
  if (!row.has_scenario())
    GTEST_SKIP() << "not expressible: " << row.not_expressible();
  const absl::StatusOr<LoadedScenario> loaded =
      LoadScenario(row.scenario(), "");
  ASSERT_TRUE(loaded.ok()) << loaded.status().message();
  ASSERT_EQ(loaded->scenario.release(), "6.1");
  const Explored explored = Explore(loaded->scenario);
  const checker::Campaign& campaign = explored.campaign;
  if (row.failed() == 0) {
    // Without a mechanism a 0 would only say that no failure was seen, and
    // prove nothing.
    ASSERT_TRUE(row.has_zero_because());
    EXPECT_TRUE(campaign.exploration.complete());
    EXPECT_TRUE(campaign.exploration.violations.empty());
    return;
  }
  ASSERT_FALSE(campaign.exploration.violations.empty())
      << "a real kernel fails here";
  for (const checker::FoundViolation& found : campaign.exploration.violations) {
    EXPECT_EQ(found.violation.kind, "guard_mismatch");
    EXPECT_EQ(found.violation.oracle,
              row.call() == "pwrite" ? "device_check" : "read_verify");
  }
  EXPECT_THAT(explored.results, ElementsAre(absl::StrCat(
                                    row.call(), " returns -84 (",
                                    Observed().errno_of_every_failure(), ")")));
}

INSTANTIATE_TEST_SUITE_P(
    Linux61, GroundTruthTest,
    testing::ValuesIn(Observed().row().begin(), Observed().row().end()),
    [](const testing::TestParamInfo<GroundTruthRow>& info) {
      return absl::StrCat("Row", info.index, "_", info.param.call(), "_",
                          info.param.size(), "_", info.param.mutation());
    });

TEST(GroundTruthTable, SaysForEachRowWhatStandsForItOrWhyNothingDoes) {
  int expressed = 0;
  for (const GroundTruthRow& row : Observed().row()) {
    EXPECT_EQ(row.ok() + row.failed(), 300) << testing::PrintToString(row);
    EXPECT_THAT(row.model_case(), AnyOf(GroundTruthRow::kScenario,
                                        GroundTruthRow::kNotExpressible));
    expressed += row.has_scenario();
  }
  EXPECT_EQ(expressed, 32);
}

}  // namespace
}  // namespace diorace
