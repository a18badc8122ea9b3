#include "tools/gate/gate_json.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "nlohmann/json.hpp"
#include "tools/gate/baseline.h"

namespace diorace::gate {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

Json ViolationJson(const AcceptedViolation& violation) {
  const auto text = [](const std::string& value) {
    return value.empty() ? Json(nullptr) : Json(value);
  };
  return {{"kind", violation.kind()},
          {"oracle", violation.oracle()},
          {"blame", text(violation.blame())},
          {"row", text(violation.row())},
          {"preemptions", violation.preemptions()}};
}

// What `baseline` says of the scenario.
Json ScenarioJson(const Baseline& baseline, const std::string& name) {
  for (const AcceptedScenario& scenario : baseline.scenario()) {
    if (scenario.name() != name) continue;
    Json violations = Json::array();
    for (const AcceptedViolation& violation : scenario.violation())
      violations.push_back(ViolationJson(violation));
    return {{"verdict", VerdictText(scenario.verdict())},
            {"complete", scenario.complete()},
            {"traces", scenario.traces()},
            {"violations", violations},
            {"unreached",
             Json(std::vector<std::string>(scenario.unreached().begin(),
                                           scenario.unreached().end()))}};
  }
  return nullptr;
}

std::string Line(const Json& json) {
  return absl::StrCat(json.dump(-1, ' ', false, Json::error_handler_t::replace),
                      "\n");
}

}  // namespace

std::string GateJson(const Comparison& comparison, const Baseline& accepted,
                     const Baseline& now) {
  std::string text;
  for (const Difference& difference : comparison.differences) {
    absl::StrAppend(
        &text,
        Line({{"schema", kSchema},
              {"scenario", difference.scenario},
              {"change", absl::StrReplaceAll(ChangeName(difference.change),
                                             {{" ", "_"}})},
              {"facts", difference.facts},
              {"accepted", ScenarioJson(accepted, difference.scenario)},
              {"now", ScenarioJson(now, difference.scenario)}}));
  }
  return absl::StrCat(text,
                      Line({{"schema", kSchema},
                            {"scenarios", comparison.scenarios},
                            {"same", comparison.same},
                            {"differences", comparison.differences.size()},
                            {"improvements", comparison.improvements}}));
}

}  // namespace diorace::gate
