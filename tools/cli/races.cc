// diorace races: the catalogue of races, from the scenarios and what they show.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "tools/cli/commands.h"
#include "tools/cli/race_table.h"
#include "tools/cli/races_markdown.h"

namespace diorace::cli {
namespace {

using Json = nlohmann::ordered_json;

Json ScenariosJson(const std::vector<RaceScenario>& scenarios) {
  Json array = Json::array();
  for (const RaceScenario& each : scenarios) {
    array.push_back({{"scenario", each.name},
                     {"executions", each.executions},
                     {"complete", each.complete}});
  }
  return array;
}

Json ShortestJson(const RaceRow& row) {
  if (!row.shortest.has_value()) return {};
  return {{"scenario", row.shortest->scenario},
          {"preemptions", row.shortest->preemptions},
          {"steps", row.shortest->steps},
          {"proven", row.shortest->proven}};
}

std::string RowJson(const RaceRow& row) {
  const dio::Race& race = *row.race;
  Json releases = Json::object();
  for (const auto& [filesystem, has] : row.releases)
    releases[filesystem] = ReleaseRanges(has);
  const Json line = {{"schema", 1},
                     {"row", std::string(race.id)},
                     {"name", std::string(race.name)},
                     {"kind", std::string(dio::RaceKindName(race.kind))},
                     {"what", std::string(race.what)},
                     {"releases", releases},
                     {"fix", std::string(race.fix)},
                     {"before", ScenariosJson(row.before)},
                     {"shortest", ShortestJson(row)},
                     {"after", ScenariosJson(row.after)}};
  return absl::StrCat(line.dump(), "\n");
}

}  // namespace

ExitStatus Races(const CommandLine& line, Console& console) {
  if (!line.arguments.empty()) {
    return Complain(
        absl::InvalidArgumentError(absl::StrCat(
            "races takes no argument, but got '", line.arguments[0], "'")),
        console);
  }
  const absl::StatusOr<RaceTable> table = MakeRaceTable();
  if (!table.ok()) return Complain(table.status(), console);
  if (line.options.format == Format::kJson) {
    for (const RaceRow& row : table->rows) console.out << RowJson(row);
  } else {
    console.out << RacesMarkdown(*table);
  }
  return ExitStatus::kAsExpected;
}

}  // namespace diorace::cli
