#include "tools/gate/baseline.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "checker/schedule/text_proto.h"
#include "google/protobuf/text_format.h"
#include "scenarios/place.h"
#include "scenarios/problems.h"
#include "tools/results/wording.h"

namespace diorace::gate {
namespace {

constexpr uint32_t kFormatVersion = 1;

constexpr char kHeading[] =
    R"(# What `diorace gate` accepts. Written by it: to accept other results, give it
# --update, and review what that changes here.
)";

AcceptedScenario::Verdict VerdictOf(const AcceptedScenario& scenario) {
  return scenario.violation_size() != 0 ? AcceptedScenario::FAIL
         : scenario.complete()          ? AcceptedScenario::PASS
                                        : AcceptedScenario::INCOMPLETE;
}

AcceptedScenario Accepted(const results::Result& result) {
  AcceptedScenario scenario;
  scenario.set_name(result.scenario);
  scenario.set_complete(result.complete);
  scenario.set_traces(result.traces);
  std::map<std::string, AcceptedViolation> kinds;
  for (const results::Finding& finding : result.findings) {
    const checker::ViolationRecord& found = finding.schedule.violation();
    const uint32_t preemptions = finding.schedule.minimality().preemptions();
    AcceptedViolation violation;
    violation.set_kind(found.kind());
    violation.set_oracle(found.oracle());
    if (found.has_blame()) violation.set_blame(found.blame());
    if (found.has_row()) violation.set_row(found.row());
    violation.set_preemptions(preemptions);
    AcceptedViolation& known =
        kinds.emplace(KindText(violation), violation).first->second;
    known.set_preemptions(std::min(known.preemptions(), preemptions));
  }
  for (const auto& [text, violation] : kinds)
    *scenario.add_violation() = violation;
  for (const std::string& step :
       std::set<std::string>(result.unreached.begin(), result.unreached.end()))
    scenario.add_unreached(step);
  scenario.set_verdict(VerdictOf(scenario));
  return scenario;
}

void AppendString(std::string& text, absl::string_view field,
                  absl::string_view value) {
  absl::StrAppend(&text, " ", field, ": \"", absl::Utf8SafeCEscape(value),
                  "\"");
}

std::string ViolationText(const AcceptedViolation& violation) {
  std::string text = "  violation {";
  AppendString(text, "kind", violation.kind());
  AppendString(text, "oracle", violation.oracle());
  if (violation.has_blame()) AppendString(text, "blame", violation.blame());
  if (violation.has_row()) AppendString(text, "row", violation.row());
  return absl::StrCat(text, " preemptions: ", violation.preemptions(), " }\n");
}

std::string ScenarioText(const AcceptedScenario& scenario) {
  std::string text = absl::StrCat(
      "scenario {\n  name: \"", absl::Utf8SafeCEscape(scenario.name()),
      "\"\n  verdict: ", AcceptedScenario::Verdict_Name(scenario.verdict()),
      "\n  complete: ", scenario.complete() ? "true" : "false",
      "\n  traces: ", scenario.traces(), "\n");
  for (const AcceptedViolation& violation : scenario.violation())
    absl::StrAppend(&text, ViolationText(violation));
  for (const std::string& step : scenario.unreached()) {
    AppendString(text, " unreached", step);
    text += "\n";
  }
  return absl::StrCat(text, "}\n");
}

// Something that a scenario of a baseline lists twice, with its place; "" if
// nothing. A list of one thing twice was not written by the gate, and which of
// the two is meant nobody knows.
std::string ListedTwice(const AcceptedScenario& scenario,
                        absl::string_view file, const Place& place) {
  std::set<std::string> kinds;
  for (int i = 0; i < scenario.violation_size(); ++i) {
    const std::string kind = KindText(scenario.violation(i));
    if (!kinds.insert(kind).second) {
      return absl::StrCat(place.Of("violation", i).In(file), ": violation '",
                          kind, "' is here twice");
    }
  }
  std::set<std::string> steps;
  for (int i = 0; i < scenario.unreached_size(); ++i) {
    const std::string& step = scenario.unreached(i);
    if (!steps.insert(step).second) {
      return absl::StrCat(place.Of("unreached", i).In(file), ": step '",
                          absl::CHexEscape(step), "' is here twice");
    }
  }
  return "";
}

// What is wrong with a scenario of a baseline; "" if nothing.
std::string ScenarioProblem(const AcceptedScenario& scenario,
                            absl::string_view file, const Place& place) {
  for (const char* const field : {"name", "verdict", "complete", "traces"}) {
    const auto* const descriptor =
        AcceptedScenario::descriptor()->FindFieldByName(field);
    if (!scenario.GetReflection()->HasField(scenario, descriptor))
      return absl::StrCat(place.In(file), ": the scenario has no ", field);
  }
  if (!IsName(scenario.name())) {
    return absl::StrCat(place.Of("name").In(file), ": '",
                        absl::CHexEscape(scenario.name()),
                        "' is no name of a scenario");
  }
  if (scenario.verdict() != VerdictOf(scenario)) {
    return absl::StrCat(place.Of("verdict").In(file), ": the verdict must be ",
                        AcceptedScenario::Verdict_Name(VerdictOf(scenario)),
                        ", by what is accepted of violations and completeness");
  }
  return ListedTwice(scenario, file, place);
}

// What is wrong with a baseline that can be parsed; "" if nothing.
std::string Problem(const Baseline& baseline, absl::string_view file,
                    const Place& top) {
  const uint32_t version = baseline.format_version();
  if (version > kFormatVersion) {
    return absl::StrCat(top.Of("format_version").In(file), ": format_version ",
                        version, " is newer than this program, which knows ",
                        kFormatVersion);
  }
  if (baseline.has_format_version() && version < kFormatVersion) {
    return absl::StrCat(top.Of("format_version").In(file), ": format_version ",
                        version, " is of no baseline of this program");
  }
  std::set<std::string> names;
  for (int i = 0; i < baseline.scenario_size(); ++i) {
    const AcceptedScenario& scenario = baseline.scenario(i);
    const Place place = top.Of("scenario", i);
    const std::string problem = ScenarioProblem(scenario, file, place);
    if (!problem.empty()) return problem;
    if (!names.insert(scenario.name()).second) {
      return absl::StrCat(place.Of("name").In(file), ": scenario '",
                          scenario.name(), "' is here twice");
    }
  }
  // As of an empty file, which accepts nothing.
  if (!baseline.has_format_version())
    return absl::StrCat(file,
                        ": there is no format_version, so it is no baseline");
  return "";
}

}  // namespace

Baseline BaselineOf(results::Results results) {
  std::map<std::string, AcceptedScenario> scenarios;
  for (const results::Result& result : results)
    scenarios[result.scenario] = Accepted(result);
  Baseline baseline;
  baseline.set_format_version(kFormatVersion);
  for (const auto& [name, scenario] : scenarios)
    *baseline.add_scenario() = scenario;
  return baseline;
}

std::string BaselineText(const Baseline& baseline) {
  std::string text = absl::StrCat(
      kHeading, "format_version: ", baseline.format_version(), "\n");
  for (const AcceptedScenario& scenario : baseline.scenario())
    absl::StrAppend(&text, ScenarioText(scenario));
  return text;
}

absl::StatusOr<Baseline> ParseBaseline(absl::string_view text,
                                       absl::string_view file) {
  Baseline baseline;
  google::protobuf::TextFormat::ParseInfoTree locations;
  if (absl::Status status =
          checker::ParseTextProto(text, file, &baseline, &locations);
      !status.ok())
    return status;
  const std::string problem =
      Problem(baseline, file, Place(&locations, baseline));
  if (!problem.empty()) return absl::InvalidArgumentError(problem);
  return baseline;
}

std::string VerdictText(AcceptedScenario::Verdict verdict) {
  return absl::AsciiStrToLower(AcceptedScenario::Verdict_Name(verdict));
}

std::string KindText(const AcceptedViolation& violation) {
  // A baseline may come from a stranger, and must not steer a terminal.
  const auto safe = [](const std::string& name) {
    return absl::CHexEscape(name);
  };
  checker::ViolationRecord record;
  record.set_kind(safe(violation.kind()));
  record.set_oracle(safe(violation.oracle()));
  if (violation.has_blame()) record.set_blame(safe(violation.blame()));
  if (violation.has_row()) record.set_row(safe(violation.row()));
  return results::FindingText(record);
}

std::string UnreachedText(absl::string_view step) {
  return absl::StrCat("no execution reached step ", absl::CHexEscape(step),
                      ", which must_reach demands");
}

}  // namespace diorace::gate
