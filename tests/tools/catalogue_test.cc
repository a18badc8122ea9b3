// The scenarios that come with the program, as a catalogue: each race has one
// that shows it and one that proves its end, each violation names who did what,
// and whatever a maintainer looks for is found.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/kernel_release.h"
#include "model/races.h"
#include "scenarios/loader.h"
#include "tools/cli/race_table.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {
namespace {

using ::testing::Contains;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<Scenario> AllScenarios() {
  std::vector<Scenario> all;
  for (const std::string& name : BuiltInScenarioNames()) {
    const absl::StatusOr<LoadedScenario> loaded = LoadScenario(name, "");
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    if (loaded.ok()) all.push_back(loaded->scenario);
  }
  return all;
}

// The rows that the page about races says are not here.
std::set<std::string> RowsNotModelled() {
  std::set<std::string> rows;
  for (const dio::NotModelled& each : dio::AllNotModelled()) {
    if (dio::FindRace(each.what) != nullptr) rows.emplace(each.what);
  }
  return rows;
}

TEST(Catalogue, ExpectedViolationsSayEverything) {
  for (const Scenario& scenario : AllScenarios()) {
    if (scenario.expect().verdict() == Expectation::PASS) continue;
    SCOPED_TRACE(scenario.name());
    EXPECT_THAT(scenario.expect().violation(), Not(IsEmpty()));
    for (const ExpectedViolation& each : scenario.expect().violation()) {
      EXPECT_TRUE(each.has_kind() && each.has_oracle() && each.has_blame());
      if (each.has_row()) EXPECT_THAT(scenario.race(), Contains(each.row()));
      // Without a row it stands for a commit, for what nobody has seen yet, or
      // for what a kernel was seen to do.
      if (!each.has_row() && each.blame() != "hypothesis" &&
          scenario.upstream().commit_size() == 0)
        EXPECT_THAT(scenario.description(), HasSubstr("as observed on Linux"));
    }
  }
}

// What is expected is compared in full: kind, oracle, blame, row, and the tasks
// of the operations.
TEST(Catalogue, EveryScenarioEndsAsItMust) {
  for (const Scenario& scenario : AllScenarios()) {
    SCOPED_TRACE(scenario.name());
    LoadedScenario loaded;
    loaded.scenario = scenario;
    const absl::StatusOr<Subject> subject = PrepareSubject(loaded);
    ASSERT_TRUE(subject.ok()) << subject.status();
    const ScenarioRun run =
        RunScenario(*subject, Options(), [](const checker::Exploration&) {});
    EXPECT_THAT(Judge(run).reasons, IsEmpty());
    EXPECT_TRUE(run.campaign.exploration.complete() ||
                scenario.bounds().has_max_executions())
        << "incomplete, and no bound says so";
    for (const checker::Schedule& schedule : run.campaign.schedules) {
      std::set<std::string> tasks;
      for (const auto& operation : schedule.violation().operation())
        tasks.insert(operation.task());
      const auto& expected = scenario.expect().violation();
      EXPECT_TRUE(std::any_of(
          expected.begin(), expected.end(),
          [&](const ExpectedViolation& each) {
            return each.kind() == schedule.violation().kind() &&
                   tasks == std::set<std::string>(each.task().begin(),
                                                  each.task().end());
          }))
          << "of " << schedule.violation().kind();
    }
  }
}

class RaceRows : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    table_ = new absl::StatusOr<RaceTable>(MakeRaceTable());
    ASSERT_TRUE(table_->ok()) << table_->status();
  }
  static const std::vector<RaceRow>& Rows() { return (*table_)->rows; }

 private:
  static const absl::StatusOr<RaceTable>* table_;
};

const absl::StatusOr<RaceTable>* RaceRows::table_ = nullptr;

TEST_F(RaceRows, HaveBeforeAndAfter) {
  const std::set<std::string> not_modelled = RowsNotModelled();
  for (const RaceRow& row : Rows()) {
    SCOPED_TRACE(std::string(row.race->id));
    const bool control = row.race->kind == dio::Race::Kind::kControl;
    if (not_modelled.contains(std::string(row.race->id))) {
      EXPECT_THAT(row.before, IsEmpty());
      continue;
    }
    EXPECT_EQ(row.before.empty(), control);
    // What nobody has closed, nor proposed to, has no after.
    if (!row.race->fix.empty() || control)
      EXPECT_THAT(row.after, Not(IsEmpty()));
    for (const RaceScenario& each : row.after)
      EXPECT_TRUE(each.complete) << each.name;
  }
}

TEST_F(RaceRows, HaveAShortestScheduleThatIsProven) {
  for (const RaceRow& row : Rows()) {
    if (row.before.empty()) continue;
    ASSERT_TRUE(row.shortest.has_value()) << row.race->id;
    EXPECT_TRUE(row.shortest->proven) << row.race->id;
  }
}

// What a release turned on is not found in it any more; a rule that no kernel
// broke is found in none.
TEST_F(RaceRows, NameTheReleasesThatHaveThem) {
  for (const RaceRow& row : Rows()) {
    const auto ranges = [&](const std::string& filesystem) {
      const auto found = row.releases.find(filesystem);
      return found == row.releases.end() ? "" : ReleaseRanges(found->second);
    };
    if (row.race->kind == dio::Race::Kind::kRule && row.race->id != "R41")
      EXPECT_EQ(ranges("XFS"), row.race->id == "R71" ? "" : "none")
          << row.race->id;
    if (row.race->id == "R01") EXPECT_EQ(ranges("XFS"), "6.1 to 6.19");
    if (row.race->id == "R24") EXPECT_EQ(ranges("XFS"), "none");
    if (row.race->id == "R38") EXPECT_EQ(ranges("XFS"), "6.19 to 7.4-queue");
    if (row.race->id == "R56") EXPECT_EQ(ranges("XFS"), "7.0");
    if (row.race->id == "R14b")
      EXPECT_EQ(ranges("raw device"), "6.1 to 7.4-queue");
  }
}

TEST(ReleaseRanges, JoinsNeighbours) {
  EXPECT_EQ(ReleaseRanges({false, false}), "none");
  EXPECT_EQ(ReleaseRanges({true, true, false, true}), "6.1 to 6.19, 7.1");
}

TEST(Catalogue, EveryCommitIsFound) {
  std::set<std::string> listed;
  for (const Scenario& scenario : AllScenarios()) {
    listed.insert(scenario.upstream().commit().begin(),
                  scenario.upstream().commit().end());
  }
  std::set<std::string> wanted;
  for (const dio::SwitchInfo& info : dio::AllSwitches())
    wanted.insert(info.commits.begin(), info.commits.end());
  for (const dio::QuietCommit& quiet : dio::AllQuietCommits())
    wanted.emplace(quiet.commit);
  for (const dio::Race& race : dio::Races()) {
    for (const absl::string_view word :
         absl::StrSplit(race.fix, absl::ByAnyChar(" ,"))) {
      if (word.size() == 12 &&
          std::all_of(word.begin(), word.end(), absl::ascii_isxdigit))
        wanted.emplace(word);
    }
  }
  EXPECT_THAT(wanted, SizeIs(Ge(60u)));
  EXPECT_THAT(listed, IsSupersetOf(wanted));
}

TEST(Catalogue, TestsOfTheKernelAreFound) {
  std::set<std::string> listed;
  for (const Scenario& scenario : AllScenarios()) {
    const Upstream& upstream = scenario.upstream();
    listed.insert(upstream.xfstest().begin(), upstream.xfstest().end());
    listed.insert(upstream.blktest().begin(), upstream.blktest().end());
  }
  EXPECT_THAT(listed, IsSupersetOf({"generic/095", "generic/114", "generic/240",
                                    "generic/418", "generic/451", "generic/586",
                                    "generic/708", "generic/761", "block/045",
                                    "block/046", "block/048", "block/049",
                                    "block/050", "block/051", "block/052"}));
}

}  // namespace
}  // namespace diorace::cli
