#include "tools/gate/judge.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/gate/baseline.h"
#include "tools/results/wording.h"

namespace diorace::gate {
namespace {

constexpr char kNone[] = "none";

struct Reasons {
  std::vector<std::string> all;
  std::vector<std::string> apart;  // that no violation shows
};

std::map<std::string, Reasons> ReasonsOf(const Comparison& comparison) {
  std::map<std::string, Reasons> reasons;
  for (const Difference& difference : comparison.differences) {
    Reasons& of = reasons[difference.scenario];
    of.all.push_back(absl::StrCat(ChangeName(difference.change), ": ",
                                  absl::StrJoin(difference.facts, "; ")));
    if (difference.change == Change::kCoverageLost ||
        difference.change == Change::kTracesUp)
      of.apart.push_back(of.all.back());
  }
  return reasons;
}

results::Result Gone(const Difference& difference, const std::string& file) {
  results::Result result;
  result.scenario = difference.scenario;
  result.file = file;
  result.verdict = kNone;
  return result;
}

void Judge(const AcceptedScenario& accepted, results::Result& result) {
  result.expected = VerdictText(accepted.verdict());
  std::set<std::string> kinds;
  for (const AcceptedViolation& violation : accepted.violation())
    kinds.insert(KindText(violation));
  for (results::Finding& finding : result.findings) {
    finding.expected =
        kinds.count(results::FindingText(finding.schedule.violation())) != 0;
  }
}

}  // namespace

void NameSchedules(results::Results results, Comparison& comparison) {
  std::map<std::string, const results::Result*> by_name;
  for (const results::Result& result : results)
    by_name[result.scenario] = &result;
  for (Difference& difference : comparison.differences) {
    if (difference.change != Change::kNewFailure &&
        difference.change != Change::kOtherFailure &&
        difference.change != Change::kNewScenario)
      continue;
    for (const results::Finding& finding :
         by_name.at(difference.scenario)->findings)
      difference.facts.push_back(absl::StrCat("diorace replay ", finding.file));
  }
}

std::vector<results::Result> Judged(results::Results results,
                                    const Comparison& comparison,
                                    const Baseline& accepted,
                                    const std::string& file) {
  std::vector<results::Result> judged(results.begin(), results.end());
  for (const Difference& difference : comparison.differences) {
    if (difference.change == Change::kScenarioGone)
      judged.push_back(Gone(difference, file));
  }
  std::map<std::string, const AcceptedScenario*> by_name;
  for (const AcceptedScenario& scenario : accepted.scenario())
    by_name[scenario.name()] = &scenario;
  std::map<std::string, Reasons> reasons = ReasonsOf(comparison);
  for (results::Result& result : judged) {
    result.expected = kNone;
    result.undecided = false;
    result.reasons = reasons[result.scenario].all;
    result.apart = reasons[result.scenario].apart;
    result.ok = result.reasons.empty();
    for (results::Finding& finding : result.findings) finding.expected = false;
    const auto was = by_name.find(result.scenario);
    if (was != by_name.end()) Judge(*was->second, result);
  }
  return judged;
}

}  // namespace diorace::gate
