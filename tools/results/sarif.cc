#include "tools/results/sarif.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"
#include "tools/results/code_flow.h"
#include "tools/results/wording.h"

namespace diorace::results {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kSchema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";
constexpr char kVerdictRule[] = "verdict";

// Identifiers of rules, with what they mean; in order.
using Rules = std::map<std::string, std::string>;

Rules RulesOf(Results results) {
  Rules rules;
  for (const Result& result : results) {
    if (!ReasonsToTell(result).empty())
      rules[kVerdictRule] = "A scenario's result is not what is expected.";
    for (const Finding& finding : result.findings) {
      const checker::ViolationRecord& violation = finding.schedule.violation();
      rules[RuleOf(violation)] = absl::StrCat(violation.kind(), ", which ",
                                              violation.oracle(), " reports.");
    }
  }
  return rules;
}

Json RulesJson(const Rules& rules) {
  Json array = Json::array();
  for (const auto& [id, meaning] : rules) {
    array.push_back({{"id", id}, {"shortDescription", {{"text", meaning}}}});
  }
  return array;
}

Json ResultJson(const Rules& rules, const std::string& rule,
                absl::string_view level, const std::string& message) {
  return {{"ruleId", rule},
          {"ruleIndex", std::distance(rules.begin(), rules.find(rule))},
          {"level", std::string(level)},
          {"message", {{"text", message}}}};
}

Json ScenarioPlace(const Result& result) {
  return PhysicalLocation({.file = result.file, .line = result.line});
}

// GitHub tells by the first of these whether it has seen a result before.
Json Fingerprints(const std::string& fingerprint) {
  return {{"primaryLocationLineHash", absl::StrCat(fingerprint, ":1")},
          {"dioraceViolation/v1", fingerprint}};
}

Json FindingJson(const Rules& rules, const Result& result,
                 const Finding& finding) {
  const checker::Schedule& schedule = finding.schedule;
  const checker::ViolationRecord& violation = schedule.violation();
  Json json =
      ResultJson(rules, RuleOf(violation), finding.expected ? "note" : "error",
                 FindingStory(result, finding));
  Json related = Json::array();  // no two alike, says the standard
  for (const checker::OperationRecord& operation : violation.operation()) {
    Json location = OperationLocation(operation);
    if (std::find(related.begin(), related.end(), location) == related.end())
      related.push_back(std::move(location));
  }
  Json place = {{"physicalLocation", ScenarioPlace(result)},
                {"message", {{"text", "the scenario"}}}};
  // The last operation is the one that broke the rule.
  json["locations"] =
      Json::array({violation.operation_size() == 0
                       ? place
                       : OperationLocation(*violation.operation().rbegin())});
  related.push_back(place);
  json["relatedLocations"] = std::move(related);
  // A flow must not be empty: what is wrong from the start has none.
  if (schedule.decision_size() != 0)
    json["codeFlows"] = Json::array({CodeFlow(schedule)});
  json["partialFingerprints"] = Fingerprints(Fingerprint(result, finding));
  if (finding.expected) {
    json["suppressions"] =
        Json::array({{{"kind", "external"},
                      {"status", "accepted"},
                      {"justification", "It is expected."}}});
  }
  json["properties"] = {{"scenario", result.scenario},
                        {"release", result.release},
                        {"blame", violation.blame()},
                        {"race", violation.row()},
                        {"schedule", finding.file},
                        {"preemptions", schedule.minimality().preemptions()},
                        {"steps", schedule.minimality().steps()}};
  return json;
}

Json VerdictJson(const Rules& rules, const Result& result) {
  Json json =
      ResultJson(rules, kVerdictRule, "error",
                 absl::StrCat(result.scenario, ": ",
                              absl::StrJoin(ReasonsToTell(result), "; ")));
  json["locations"] =
      Json::array({{{"physicalLocation", ScenarioPlace(result)}}});
  json["partialFingerprints"] = Fingerprints(Fingerprint(result));
  return json;
}

}  // namespace

std::string SarifJson(Results results) {
  const Rules rules = RulesOf(results);
  Json array = Json::array();
  for (const Result& result : results) {
    for (const Finding& finding : result.findings)
      array.push_back(FindingJson(rules, result, finding));
    if (!ReasonsToTell(result).empty())
      array.push_back(VerdictJson(rules, result));
  }
  const Json driver = {{"name", "diorace"}, {"rules", RulesJson(rules)}};
  const Json run = {{"tool", {{"driver", driver}}}, {"results", array}};
  const Json log = {
      {"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return absl::StrCat(log.dump(1, ' ', false, Json::error_handler_t::replace),
                      "\n");
}

}  // namespace diorace::results
