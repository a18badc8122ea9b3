#include "tools/gate/compare.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "checker/number_text.h"
#include "tools/gate/baseline.h"

namespace diorace::gate {
namespace {

std::string KindAndSize(const AcceptedViolation& violation) {
  return absl::StrCat(KindText(violation), ", ",
                      checker::Plural(violation.preemptions(), "preemption"));
}

std::vector<std::string> Kinds(const AcceptedScenario& scenario) {
  std::vector<std::string> kinds;
  for (const AcceptedViolation& violation : scenario.violation())
    kinds.push_back(KindAndSize(violation));
  return kinds;
}

// The violations of `scenario` that are not in `other` as they are.
std::vector<std::string> Only(absl::string_view what,
                              const AcceptedScenario& scenario,
                              const AcceptedScenario& other) {
  std::map<std::string, int> others;
  for (const std::string& kind : Kinds(other)) ++others[kind];
  std::vector<std::string> only;
  for (const std::string& kind : Kinds(scenario)) {
    if (others[kind]-- <= 0) only.push_back(absl::StrCat(what, " ", kind));
  }
  return only;
}

// The violations of `scenario` that `other` has in no form.
std::vector<std::string> Missing(absl::string_view what,
                                 const AcceptedScenario& scenario,
                                 const AcceptedScenario& other) {
  std::set<std::string> others;
  for (const AcceptedViolation& violation : other.violation())
    others.insert(KindText(violation));
  std::vector<std::string> missing;
  for (const AcceptedViolation& violation : scenario.violation()) {
    if (others.count(KindText(violation)) == 0)
      missing.push_back(absl::StrCat(what, " ", KindAndSize(violation)));
  }
  return missing;
}

// The steps that `scenario` did not reach and that are not in `other`.
std::vector<std::string> UnreachedOnly(const AcceptedScenario& scenario,
                                       const AcceptedScenario& other) {
  std::set<std::string> only(scenario.unreached().begin(),
                             scenario.unreached().end());
  for (const std::string& step : other.unreached()) only.erase(step);
  return {only.begin(), only.end()};
}

std::string Traces(const AcceptedScenario& scenario) {
  return checker::Plural(scenario.traces(), "trace");
}

// Compares what one scenario had with what it has.
class ScenarioComparison {
 public:
  ScenarioComparison(const AcceptedScenario& accepted,
                     const AcceptedScenario& now, double max_trace_growth,
                     Comparison& comparison)
      : accepted_(accepted),
        now_(now),
        max_trace_growth_(max_trace_growth),
        comparison_(comparison) {}

  void Run() {
    const size_t before = comparison_.differences.size();
    CompareViolations();
    CompareCoverage();
    CompareTraces();
    comparison_.same += comparison_.differences.size() == before;
  }

 private:
  void Add(Change change, std::vector<std::string> facts) {
    comparison_.differences.push_back(
        {change, accepted_.name(), std::move(facts)});
  }

  void Improved(absl::string_view how) {
    comparison_.improvements.push_back(
        absl::StrCat(accepted_.name(), ": ", how));
  }

  void CompareViolations() {
    const bool failed = accepted_.violation_size() != 0;
    const bool fails = now_.violation_size() != 0;
    if (fails && !failed) {
      Add(Change::kNewFailure, Kinds(now_));
    } else if (fails) {
      std::vector<std::string> facts = Only("now", now_, accepted_);
      std::vector<std::string> gone = Only("no longer", accepted_, now_);
      if (!now_.complete()) {
        // They were not looked for.
        for (const std::string& fact : Missing("no longer", accepted_, now_))
          std::erase(gone, fact);
      }
      facts.insert(facts.end(), gone.begin(), gone.end());
      if (!facts.empty()) Add(Change::kOtherFailure, std::move(facts));
    } else if (failed && now_.complete()) {
      Add(Change::kFixed, Only("no longer", accepted_, now_));
    }
  }

  void CompareCoverage() {
    std::vector<std::string> facts;
    if (!now_.complete()) facts = Missing("not found:", accepted_, now_);
    // Also of what was cut short as before: then it is cut short after the same
    // number of executions, and those reached the step.
    for (const std::string& step : UnreachedOnly(now_, accepted_))
      facts.push_back(UnreachedText(step));
    if (!now_.complete()) {
      AddTraces(facts);
    } else if (!accepted_.complete()) {
      Improved("is now explored to its end");
    }
    if (!facts.empty()) Add(Change::kCoverageLost, std::move(facts));
    for (const std::string& step : UnreachedOnly(accepted_, now_)) {
      Improved(absl::StrCat("step ", absl::CHexEscape(step),
                            " is now reached, or no longer demanded"));
    }
  }

  // Of what was cut short: how far it came, if that is less than what was
  // accepted, or explains the `facts` that are there.
  void AddTraces(std::vector<std::string>& facts) const {
    const bool fewer =
        accepted_.complete() || now_.traces() < accepted_.traces();
    if (facts.empty() && !fewer) return;
    facts.push_back(absl::StrCat("now ", Traces(now_), ", and not to its end"));
    if (!fewer) return;
    facts.push_back(
        absl::StrCat("accepted: ", Traces(accepted_),
                     accepted_.complete() ? ", which was all there was" : ""));
  }

  // Of what is not complete, a budget decides how many there are.
  void CompareTraces() {
    if (!accepted_.complete() || !now_.complete()) return;
    const auto was = static_cast<double>(accepted_.traces());
    const auto is = static_cast<double>(now_.traces());
    if (is > was * max_trace_growth_) {
      std::string fact =
          absl::StrCat(Traces(now_), ", accepted ",
                       checker::WithThousands(accepted_.traces()));
      // Nothing is so many times none.
      if (was > 0) {
        absl::StrAppendFormat(&fact, ": %.2f times as many, allowed %g",
                              is / was, max_trace_growth_);
      }
      Add(Change::kTracesUp, {std::move(fact)});
    } else if (is < was) {
      Improved(absl::StrCat(Traces(now_), ", accepted ",
                            checker::WithThousands(accepted_.traces())));
    }
  }

  const AcceptedScenario& accepted_;
  const AcceptedScenario& now_;
  const double max_trace_growth_;
  Comparison& comparison_;
};

std::map<std::string, const AcceptedScenario*> ByName(
    const Baseline& baseline) {
  std::map<std::string, const AcceptedScenario*> scenarios;
  for (const AcceptedScenario& scenario : baseline.scenario())
    scenarios[scenario.name()] = &scenario;
  return scenarios;
}

std::string Summary(const AcceptedScenario& scenario) {
  return absl::StrCat(VerdictText(scenario.verdict()), ", ", Traces(scenario));
}

}  // namespace

absl::string_view ChangeName(Change change) {
  switch (change) {
    case Change::kNewFailure:
      return "new failure";
    case Change::kOtherFailure:
      return "other failure";
    case Change::kFixed:
      return "fixed";
    case Change::kCoverageLost:
      return "coverage lost";
    case Change::kTracesUp:
      return "traces up";
    case Change::kNewScenario:
      return "new scenario";
    case Change::kScenarioGone:
      break;
  }
  return "scenario gone";
}

Comparison Compare(const Baseline& accepted, const Baseline& now,
                   double max_trace_growth) {
  const auto before = ByName(accepted);
  const auto after = ByName(now);
  auto names = before;
  names.insert(after.begin(), after.end());
  Comparison comparison;
  comparison.scenarios = after.size();
  for (const auto& [name, any] : names) {
    const auto was = before.find(name);
    const auto is = after.find(name);
    if (was == before.end()) {
      std::vector<std::string> facts = Kinds(*is->second);
      facts.insert(facts.begin(), Summary(*is->second));
      for (const std::string& step : is->second->unreached())
        facts.push_back(UnreachedText(step));
      comparison.differences.push_back(
          {Change::kNewScenario, name, std::move(facts)});
    } else if (is == after.end()) {
      comparison.differences.push_back(
          {Change::kScenarioGone,
           name,
           {absl::StrCat("accepted: ", Summary(*was->second))}});
    } else {
      ScenarioComparison(*was->second, *is->second, max_trace_growth,
                         comparison)
          .Run();
    }
  }
  return comparison;
}

}  // namespace diorace::gate
