#include "tools/cli/race_table.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "checker/campaign.h"
#include "model/kernel_release.h"
#include "scenarios/loader.h"

namespace diorace::cli {
namespace {

// Larger ones are explored on their own release only.
constexpr uint64_t kMostExecutionsByRelease = 2'000;

std::string FileSystemName(const Scenario& scenario) {
  switch (scenario.file(0).filesystem()) {
    case File::XFS:
      return "XFS";
    case File::BTRFS:
      return "btrfs";
    default:
      return "raw device";
  }
}

bool StandsFor(const Scenario& scenario, absl::string_view row) {
  return std::find(scenario.race().begin(), scenario.race().end(), row) !=
         scenario.race().end();
}

// Of the rows that violations name, the one that shows `row`: itself, or, where
// the scenario is a special case of another (a guest is a user), that.
bool Shows(const Scenario& scenario, absl::string_view row,
           absl::string_view found) {
  const auto& violations = scenario.expect().violation();
  const bool has_own = std::any_of(
      violations.begin(), violations.end(),
      [&](const ExpectedViolation& each) { return each.row() == row; });
  return has_own ? found == row : StandsFor(scenario, found);
}

// The rows of what is found on this release as it is; none if it never comes to
// the steps that the scenario is about.
absl::StatusOr<std::set<std::string>> RowsOn(Scenario scenario,
                                             absl::string_view release) {
  scenario.set_release(std::string(release));
  scenario.clear_switch_setting();
  LoadedScenario changed;
  changed.scenario = std::move(scenario);
  const absl::StatusOr<Subject> subject = PrepareSubject(changed);
  if (!subject.ok()) return subject.status();
  checker::CampaignOptions options = CampaignOptionsOf(*subject, Options());
  options.minimize.max_executions = 1;
  absl::StatusOr<checker::Campaign> campaign =
      checker::RunCampaign([&] { subject->compiled.Run(); }, options);
  if (!campaign.ok()) return campaign.status();
  std::set<std::string> rows;
  if (!subject->compiled.Unreached().empty()) return rows;
  for (checker::Schedule& schedule : campaign->schedules) {
    CompleteSchedule(*subject, schedule);
    rows.insert(schedule.violation().row());
  }
  return rows;
}

class TableMaker {
 public:
  TableMaker() {
    for (const dio::Race& race : dio::Races())
      table_.rows.emplace_back().race = &race;
  }

  absl::Status Add(const Subject& subject) {
    const Scenario& scenario = subject.scenario;
    const ScenarioRun run =
        RunScenario(subject, Options(), [](const checker::Exploration&) {});
    const checker::Exploration& found = run.campaign.exploration;
    const RaceScenario entry = {.name = scenario.name(),
                                .fails = !found.violations.empty(),
                                .executions = found.executions,
                                .complete = found.complete()};
    if (scenario.race().empty() && !entry.fails)
      table_.legal.push_back({entry, scenario.description()});
    for (RaceRow& row : table_.rows) {
      if (!StandsFor(scenario, row.race->id)) continue;
      (entry.fails ? row.before : row.after).push_back(entry);
      for (const checker::Schedule& schedule : run.campaign.schedules)
        TakeSchedule(scenario, schedule, row);
    }
    if (!entry.fails || !entry.complete ||
        entry.executions > kMostExecutionsByRelease)
      return absl::OkStatus();
    return TryReleases(scenario);
  }

  RaceTable Take() { return std::move(table_); }

 private:
  static void TakeSchedule(const Scenario& scenario,
                           const checker::Schedule& schedule, RaceRow& row) {
    if (!Shows(scenario, row.race->id, schedule.violation().row())) return;
    const checker::Minimality& size = schedule.minimality();
    const ShortestSchedule found = {
        .scenario = scenario.name(),
        .preemptions = size.preemptions(),
        .steps = size.steps(),
        .proven = size.minimal().proven() && size.minimal().canonical()};
    const auto order = [](const ShortestSchedule& each) {
      return std::tuple(!each.proven, each.preemptions, each.steps);
    };
    if (!row.shortest.has_value() || order(found) < order(*row.shortest))
      row.shortest = found;
  }

  absl::Status TryReleases(const Scenario& scenario) {
    const absl::Span<const dio::ReleaseInfo> releases = dio::AllReleases();
    for (size_t i = 0; i < releases.size(); ++i) {
      const absl::StatusOr<std::set<std::string>> found =
          RowsOn(scenario, releases[i].name);
      if (!found.ok()) return found.status();
      for (RaceRow& row : table_.rows) {
        if (!StandsFor(scenario, row.race->id)) continue;
        std::vector<bool>& has = row.releases[FileSystemName(scenario)];
        has.resize(releases.size());
        for (const std::string& each : *found)
          has[i] = has[i] || Shows(scenario, row.race->id, each);
      }
    }
    return absl::OkStatus();
  }

  RaceTable table_;
};

}  // namespace

absl::StatusOr<RaceTable> MakeRaceTable() {
  TableMaker maker;
  for (const std::string& name : BuiltInScenarioNames()) {
    const absl::StatusOr<LoadedScenario> loaded = LoadScenario(name, "");
    if (!loaded.ok()) return loaded.status();
    const absl::StatusOr<Subject> subject = PrepareSubject(*loaded);
    if (!subject.ok()) return subject.status();
    if (absl::Status added = maker.Add(*subject); !added.ok()) return added;
  }
  return maker.Take();
}

std::string ReleaseRanges(const std::vector<bool>& has) {
  const absl::Span<const dio::ReleaseInfo> releases = dio::AllReleases();
  std::vector<std::string> ranges;
  for (size_t first = 0; first < has.size(); ++first) {
    if (!has[first]) continue;
    size_t last = first;
    while (last + 1 < has.size() && has[last + 1]) ++last;
    ranges.push_back(first == last ? std::string(releases[first].name)
                                   : absl::StrCat(releases[first].name, " to ",
                                                  releases[last].name));
    first = last;
  }
  return ranges.empty() ? "none" : absl::StrJoin(ranges, ", ");
}

}  // namespace diorace::cli
