#include "tests/tools/report/sample_document.h"

#include "checker/explore/explorer.h"
#include "checker/replay.h"
#include "checker/schedule/explain.h"
#include "gtest/gtest.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "scenarios/scenario.pb.h"
#include "tools/cli/scenario_run.h"

namespace diorace::report {

std::vector<checker::Schedule> SchedulesOf(const std::string& scenario) {
  const absl::StatusOr<LoadedScenario> loaded = LoadScenario(scenario, "");
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  if (!loaded.ok()) return {};
  const absl::StatusOr<cli::Subject> subject = cli::PrepareSubject(*loaded);
  EXPECT_TRUE(subject.ok()) << subject.status();
  if (!subject.ok()) return {};
  return cli::RunScenario(*subject, {}, [](const checker::Exploration&) {})
      .campaign.schedules;
}

Document DocumentOf(const checker::Schedule& schedule,
                    const checker::Explanation& explanation) {
  const absl::StatusOr<CompiledScenario> compiled =
      Compile(schedule.GetExtension(diorace::scenario));
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  if (!compiled.ok()) return {};
  const checker::ReplayResult replay =
      checker::Replay([&] { compiled->Run(); }, schedule);
  EXPECT_TRUE(replay.reproduced) << replay.divergence;
  return MakeDocument(schedule, replay, explanation,
                      "diorace-out/sample.1.schedule.textproto");
}

checker::Explanation ExplanationOfR01() {
  using Kind = checker::CausalEdge::Kind;
  return {.slice = {3, 4, 11, 12, 13, 14},
          .edges = {{3, 12, Kind::kConflict},
                    {11, 13, Kind::kSpawn},
                    {12, 13, Kind::kConflict},
                    {24, 26, Kind::kWake}},
          .pairs = {{12, 13}},
          .story =
              "writer sends buffer to nvme0n1 without a copy. In step 3 it "
              "generates the guard of the first interval, over 41×256. "
              "Before the device has fetched that, user stores 42 into its "
              "first byte (step 12). The device fetches 42 41×255 (step "
              "13), gets another guard, and refuses the write.",
          .passes_if =
              "It passes if the device fetches buffer[0,256) before "
              "user stores into it."};
}

Document R01() {
  const std::vector<checker::Schedule> schedules =
      SchedulesOf("xfs_pi_write_zero_copy_store");
  EXPECT_EQ(schedules.size(), 1u);
  return schedules.empty() ? Document()
                           : DocumentOf(schedules[0], ExplanationOfR01());
}

Document ExplainedR01() {
  const std::vector<checker::Schedule> schedules =
      SchedulesOf("xfs_pi_write_zero_copy_store");
  EXPECT_EQ(schedules.size(), 1u);
  if (schedules.empty()) return {};
  const absl::StatusOr<CompiledScenario> compiled =
      Compile(schedules[0].GetExtension(diorace::scenario));
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  if (!compiled.ok()) return {};
  const auto body = [&] { compiled->Run(); };
  checker::Explorer explorer(body);
  const absl::StatusOr<checker::ExplainedRun> explained = checker::Explain(
      explorer, schedules[0],
      {.background = "This is R01, PI against a store, write."});
  EXPECT_TRUE(explained.ok()) << explained.status();
  if (!explained.ok()) return {};
  return DocumentOf(schedules[0], explained->explanation);
}

Document HostileDocument() {
  std::vector<checker::Schedule> schedules =
      SchedulesOf("xfs_pi_write_zero_copy_store");
  EXPECT_EQ(schedules.size(), 1u);
  if (schedules.empty()) return {};
  const std::string hostile(kHostile);
  checker::Explanation explanation = ExplanationOfR01();
  explanation.story = hostile;
  Document document = DocumentOf(schedules[0], explanation);
  Header& header = document.header;
  for (std::string* const text :
       {&header.scenario, &header.description, &header.release, &header.kind,
        &header.message, &header.command, &document.passes_if,
        &document.lanes[0].task, &document.entries[0].operation,
        &document.entries[1].label, &document.initial[0].object})
    *text = document.story;
  return document;
}

}  // namespace diorace::report
