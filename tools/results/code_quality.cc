#include "tools/results/code_quality.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"
#include "tools/results/wording.h"

namespace diorace::results {
namespace {

using Json = nlohmann::ordered_json;

Json Issue(const Result& result, const std::string& check,
           const std::string& description, absl::string_view severity,
           const std::string& fingerprint) {
  return {{"description", description},
          {"check_name", check},
          {"fingerprint", fingerprint},
          {"severity", std::string(severity)},
          {"location",
           {{"path", result.file}, {"lines", {{"begin", result.line}}}}}};
}

}  // namespace

std::string GitLabCodeQuality(Results results) {
  Json issues = Json::array();
  for (const Result& result : results) {
    if (result.ok) continue;
    for (const Finding& finding : result.findings) {
      if (finding.expected) continue;
      issues.push_back(Issue(
          result, RuleOf(finding.schedule.violation()),
          absl::StrCat(result.scenario, ": ", FindingStory(result, finding)),
          "critical", Fingerprint(result, finding)));
    }
    if (ReasonsToTell(result).empty()) continue;
    issues.push_back(
        Issue(result, "verdict",
              absl::StrCat(result.scenario, ": ",
                           absl::StrJoin(ReasonsToTell(result), "; ")),
              result.undecided ? "minor" : "major", Fingerprint(result)));
  }
  return absl::StrCat(
      issues.dump(1, ' ', false, Json::error_handler_t::replace), "\n");
}

}  // namespace diorace::results
