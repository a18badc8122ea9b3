// What the scenarios say about each race: which show it, which prove its fix,
// how short the shortest schedule is, and which releases have it.

#ifndef DIORACE_TOOLS_CLI_RACE_TABLE_H_
#define DIORACE_TOOLS_CLI_RACE_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "model/races.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {

// One scenario, explored.
struct RaceScenario {
  std::string name;
  bool fails = false;
  uint64_t executions = 0;
  bool complete = false;
};

struct ShortestSchedule {
  std::string scenario;
  uint32_t preemptions = 0;
  uint32_t steps = 0;
  bool proven = false;  // that there is none with less of either
};

struct RaceRow {
  const dio::Race* race = nullptr;
  std::vector<RaceScenario> before;
  std::vector<RaceScenario> after;
  std::optional<ShortestSchedule> shortest;
  // By file system, the releases whose kernel, as it is, has it: by index into
  // dio::AllReleases().
  std::map<std::string, std::vector<bool>> releases;
};

// A scenario that passes and stands for no race: legal, however it looks.
struct LegalScenario {
  RaceScenario run;
  std::string description;
};

struct RaceTable {
  std::vector<RaceRow> rows;
  std::vector<LegalScenario> legal;
};

// Explores every scenario that comes with the program, and those that fail once
// more on each release.
absl::StatusOr<RaceTable> MakeRaceTable();

// "6.1 to 6.19, 7.1"; "none".
std::string ReleaseRanges(const std::vector<bool>& has);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_RACE_TABLE_H_
