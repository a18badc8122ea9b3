// diorace list: the scenarios that come with the program.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {
namespace {

using Json = nlohmann::ordered_json;

template <typename Names>
bool Has(const Names& names, absl::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& each) {
    return absl::EqualsIgnoreCase(each, name);
  });
}

bool Passes(const Scenario& scenario, const Options& options) {
  const Upstream& upstream = scenario.upstream();
  if (!options.race.empty() && !Has(scenario.race(), options.race))
    return false;
  if (!options.test.empty() && !Has(upstream.xfstest(), options.test) &&
      !Has(upstream.blktest(), options.test))
    return false;
  if (options.commit.empty()) return true;
  // Either may be abbreviated.
  return std::any_of(
      upstream.commit().begin(), upstream.commit().end(),
      [&](const std::string& commit) {
        return absl::StartsWithIgnoreCase(commit, options.commit) ||
               absl::StartsWithIgnoreCase(options.commit, commit);
      });
}

template <typename Names>
Json Array(const Names& names) {
  return Json(std::vector<std::string>(names.begin(), names.end()));
}

std::string JsonText(const Scenario& scenario) {
  const Json line = {{"schema", 1},
                     {"scenario", scenario.name()},
                     {"release", scenario.release()},
                     {"expected", std::string(ExpectedName(scenario))},
                     {"races", Array(scenario.race())},
                     {"commits", Array(scenario.upstream().commit())},
                     {"xfstests", Array(scenario.upstream().xfstest())},
                     {"blktests", Array(scenario.upstream().blktest())},
                     {"description", scenario.description()}};
  return absl::StrCat(line.dump(-1, ' ', false, Json::error_handler_t::replace),
                      "\n");
}

std::string Table(const std::vector<Scenario>& scenarios) {
  size_t name_width = sizeof("scenario") - 1;
  size_t release_width = sizeof("release") - 1;
  size_t expected_width = sizeof("expected") - 1;
  for (const Scenario& scenario : scenarios) {
    name_width = std::max(name_width, scenario.name().size());
    release_width = std::max(release_width, scenario.release().size());
    expected_width = std::max(expected_width, ExpectedName(scenario).size());
  }
  const auto row = [&](absl::string_view name, absl::string_view release,
                       absl::string_view expected, absl::string_view races) {
    return absl::StrFormat("%-*s  %-*s  %-*s  %s\n",
                           static_cast<int>(name_width), name,
                           static_cast<int>(release_width), release,
                           static_cast<int>(expected_width), expected, races);
  };
  std::string table = row("scenario", "release", "expected", "races");
  for (const Scenario& scenario : scenarios) {
    absl::StrAppend(
        &table,
        row(scenario.name(), scenario.release(), ExpectedName(scenario),
            scenario.race().empty() ? "-"
                                    : absl::StrJoin(scenario.race(), " ")));
  }
  return table;
}

}  // namespace

ExitStatus List(const CommandLine& line, Console& console) {
  if (!line.arguments.empty()) {
    return Complain(absl::InvalidArgumentError(absl::StrCat(
                        "list takes no argument, but got '", line.arguments[0],
                        "'; use --race, --test or --commit to filter")),
                    console);
  }
  std::vector<Scenario> scenarios;
  for (const std::string& name : BuiltInScenarioNames()) {
    const absl::StatusOr<LoadedScenario> loaded = LoadScenario(name, "");
    if (!loaded.ok()) return Complain(loaded.status(), console);
    if (Passes(loaded->scenario, line.options))
      scenarios.push_back(loaded->scenario);
  }
  if (scenarios.empty()) {
    console.err << "diorace: no scenario matches\n";
    return ExitStatus::kAsExpected;
  }
  if (line.options.format == Format::kText) {
    console.out << Table(scenarios);
  } else {
    for (const Scenario& scenario : scenarios)
      console.out << JsonText(scenario);
  }
  return ExitStatus::kAsExpected;
}

}  // namespace diorace::cli
