#include "tools/cli/share_results.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace diorace::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;
constexpr size_t kMostShares = 4096;

absl::Status Bad(const std::string& place, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(place, ": ", why));
}

bool IsVerdict(const Json& text) {
  static constexpr absl::string_view kVerdicts[] = {
      "pass", "fail", "incomplete", "hypothesis", "elsewhere"};
  return std::find(std::begin(kVerdicts), std::end(kVerdicts),
                   text.get<std::string>()) != std::end(kVerdicts);
}

// Whether it is a number that still fits when all shares are added up.
bool IsCount(const Json& line, const char* name) {
  constexpr uint64_t kMost = ~uint64_t{0} / kMostShares;
  return line.contains(name) && line[name].is_number_unsigned() &&
         line[name].get<uint64_t>() <= kMost;
}

// Whether it says which scenario of how many its run was asked for.
bool HasPosition(const Json& shard) {
  constexpr uint64_t kMost = uint64_t{1} << 31;
  return IsCount(shard, "scenario") && IsCount(shard, "scenarios") &&
         shard["scenario"] < shard["scenarios"] && shard["scenarios"] < kMost;
}

// What Merge relies on.
bool IsResult(const Json& line) {
  const auto has = [](const Json& object, const char* name,
                      bool (Json::*is)() const noexcept) {
    return object.contains(name) && (object[name].*is)();
  };
  return line.is_object() && line.value("schema", Json()) == kSchema &&
         has(line, "scenario", &Json::is_string) &&
         has(line, "verdict", &Json::is_string) && IsVerdict(line["verdict"]) &&
         has(line, "expected", &Json::is_string) &&
         has(line, "ok", &Json::is_boolean) &&
         has(line, "complete", &Json::is_boolean) &&
         IsCount(line, "executions") && IsCount(line, "redundant") &&
         IsCount(line, "steps") && IsCount(line, "max_depth") &&
         has(line, "violations", &Json::is_array) &&
         has(line, "unreached", &Json::is_array) &&
         has(line, "shard", &Json::is_object) &&
         has(line["shard"], "index", &Json::is_number_unsigned) &&
         has(line["shard"], "count", &Json::is_number_unsigned) &&
         has(line["shard"], "search", &Json::is_string) &&
         HasPosition(line["shard"]) && has(line, "error", &Json::is_string) &&
         line["shard"]["index"] < line["shard"]["count"];
}

// Whether two lines are of shares of one search.
bool Fit(const Json& a, const Json& b) {
  return a["expected"] == b["expected"] &&
         a["shard"]["count"] == b["shard"]["count"] &&
         a["shard"]["search"] == b["shard"]["search"];
}

// Whether brackets in `line` nest no deeper than a result does: the parser and
// what comes after it would need a stack for them.
bool IsFlat(absl::string_view line) {
  constexpr int kDeepest = 32;
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

// Without what differs between schedules of the same violation.
Json Identity(Json violation) {
  if (!violation.is_object()) return violation;
  for (const char* name : {"schedule", "preemptions", "steps", "minimal"})
    violation.erase(name);
  return violation;
}

}  // namespace

absl::Status ShareResults::Add(absl::string_view text,
                               const std::string& file) {
  int number = 0;
  bool any = false;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    const std::string place = absl::StrCat(file, ":", number);
    if (!IsFlat(line)) return Bad(place, "this nests too deep for a result");
    Json json = Json::parse(line.begin(), line.end(), nullptr,
                            /*allow_exceptions=*/false);
    // The last line of --coverage.
    if (json.is_object() && !json.contains("scenario") &&
        json.contains("unreached"))
      continue;
    if (absl::Status status = AddLine(std::move(json), place); !status.ok())
      return status;
    any = true;
  }
  return any ? absl::OkStatus() : Bad(file, "there is no result in this file");
}

absl::Status ShareResults::AddLine(Json line, const std::string& place) {
  if (!IsResult(line)) {
    return Bad(place,
               "this is no result of a share, as `diorace check --shard=I/N "
               "--format=json` writes it");
  }
  const std::string name = line["scenario"];
  auto scenario =
      std::find_if(scenarios_.begin(), scenarios_.end(),
                   [&](const Scenario& known) { return known.name == name; });
  if (scenario == scenarios_.end()) {
    const size_t count = line["shard"]["count"];
    if (count > kMostShares) return Bad(place, "there are too many shares");
    scenarios_.push_back({name, count, {}});
    scenario = scenarios_.end() - 1;
  }
  for (const auto& [index, other] : scenario->shares) {
    if (Fit(line, other.line)) continue;
    return Bad(place, absl::StrCat("this share of ", absl::CHexEscape(name),
                                   " does not fit that of ", other.place,
                                   ": another number of shares, version of "
                                   "the scenario, strategy, bound, or build "
                                   "of diorace"));
  }
  const size_t index = line["shard"]["index"];
  const auto [share, is_new] =
      scenario->shares.insert({index, {std::move(line), place}});
  if (is_new) return absl::OkStatus();
  return Bad(place,
             absl::StrCat("share ", index, " of ", absl::CHexEscape(name),
                          " is in ", share->second.place, ", too"));
}

std::vector<MergedResult> ShareResults::Merge() const {
  std::vector<MergedResult> merged;
  for (const Scenario& scenario : scenarios_)
    merged.push_back(MergeOne(scenario));
  return merged;
}

std::vector<MissingResults> ShareResults::Missing() const {
  // A run of N scenarios has one result at each position below N. So several
  // runs of N, in whatever order, have equally many at each.
  struct Runs {
    std::map<size_t, size_t> results;  // by position
    size_t found = 0;
    size_t most = 0;  // at one position
  };
  // By the number of shares, which share, and the number of scenarios.
  std::map<std::tuple<size_t, size_t, size_t>, Runs> all;
  for (const Scenario& scenario : scenarios_) {
    for (const auto& [index, share] : scenario.shares) {
      const Json& shard = share.line["shard"];
      Runs& runs =
          all[{scenario.count, index, shard["scenarios"].get<size_t>()}];
      ++runs.found;
      runs.most =
          std::max(runs.most, ++runs.results[shard["scenario"].get<size_t>()]);
    }
  }
  std::vector<MissingResults> missing;
  for (const auto& [key, runs] : all) {
    const auto& [shares, share, scenarios] = key;
    const size_t of = scenarios * runs.most;
    if (runs.found != of)
      missing.push_back({share, shares, of - runs.found, of});
  }
  return missing;
}

MergedResult ShareResults::MergeOne(const Scenario& scenario) {
  uint64_t executions = 0, redundant = 0, steps = 0, max_depth = 0;
  bool complete = true, ok = true, hypothesis = false, failed = false;
  size_t elsewhere = 0;
  std::vector<std::string> reasons;
  std::vector<size_t> missing;
  Json violations = Json::array();
  std::vector<Json> seen;
  std::set<std::string> unreached;
  bool first = true;
  const Json* any = nullptr;
  for (size_t i = 0; i < scenario.count; ++i) {
    const auto share = scenario.shares.find(i);
    if (share == scenario.shares.end()) {
      missing.push_back(i);
      continue;
    }
    const Json& line = share->second.line;
    any = &line;
    if (line["verdict"] == "elsewhere") {
      ++elsewhere;
      continue;
    }
    if (line["error"] != "") {
      failed = true;
      reasons.push_back(
          absl::StrCat("share ", i, ": ", line["error"].get<std::string>()));
    }
    executions += line["executions"].get<uint64_t>();
    redundant += line["redundant"].get<uint64_t>();
    steps += line["steps"].get<uint64_t>();
    max_depth = std::max(max_depth, line["max_depth"].get<uint64_t>());
    complete &= line["complete"].get<bool>();
    ok &= line["ok"].get<bool>();
    hypothesis |= line["verdict"] == "hypothesis";
    for (const Json& violation : line["violations"]) {
      Json identity = Identity(violation);
      if (std::find(seen.begin(), seen.end(), identity) != seen.end()) continue;
      seen.push_back(std::move(identity));
      violations.push_back(violation);
    }
    std::set<std::string> own;
    for (const Json& step : line["unreached"])
      if (step.is_string()) own.insert(step.get<std::string>());
    if (first) unreached = own;
    std::erase_if(unreached,
                  [&](const std::string& step) { return !own.contains(step); });
    first = false;
  }

  complete &= missing.empty() && executions > 0 &&
              (elsewhere == 0 || elsewhere + 1 == scenario.count);
  const std::string expected = (*any)["expected"];
  const std::string verdict = hypothesis            ? "hypothesis"
                              : !violations.empty() ? "fail"
                              : complete            ? "pass"
                                                    : "incomplete";
  if (!missing.empty()) {
    reasons.push_back(
        absl::StrCat("not all shares are there: ", absl::StrJoin(missing, ", "),
                     " of ", scenario.count, " missing"));
  } else if (elsewhere != 0 && elsewhere + 1 != scenario.count) {
    reasons.push_back(absl::StrCat(
        elsewhere, " of ", scenario.count,
        " shares say that another has it, and so must all but one"));
  }
  if (verdict != expected) {
    reasons.push_back(absl::StrCat("the verdict is ", verdict, ", but ",
                                   expected, " is expected"));
  } else if (!ok) {
    reasons.emplace_back("a share is not ok");
  }
  for (const std::string& step : unreached) {
    reasons.push_back(absl::StrCat("no execution reached step ", step,
                                   ", which must_reach demands"));
  }
  const bool differs = failed ||
                       (verdict != expected && verdict != "incomplete") ||
                       (missing.empty() && complete && !reasons.empty());
  MergedResult result;
  result.status = reasons.empty() ? ExitStatus::kAsExpected
                  : differs       ? ExitStatus::kDiffers
                                  : ExitStatus::kCutShort;
  result.line = {{"schema", kSchema},
                 {"scenario", scenario.name},
                 {"release", any->value("release", Json())},
                 {"verdict", verdict},
                 {"expected", expected},
                 {"ok", reasons.empty()},
                 {"complete", complete},
                 {"strategy", any->value("strategy", Json())},
                 {"shards", scenario.count},
                 {"missing", missing},
                 {"executions", executions},
                 {"redundant", redundant},
                 {"steps", steps},
                 {"max_depth", max_depth},
                 {"reasons", reasons},
                 {"violations", violations}};
  return result;
}

}  // namespace diorace::cli
