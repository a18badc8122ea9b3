#include <cmath>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "checker/guarantee.h"
#include "nlohmann/json.hpp"
#include "scenarios/faults.h"
#include "tools/cli/coverage.h"
#include "tools/cli/report.h"
#include "tools/cli/schedule_output.h"

namespace diorace::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

Json TextOrNull(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json OperationJson(const checker::OperationRecord& operation) {
  return {{"task", operation.task()},
          {"operation", operation.operation()},
          {"object", operation.object()},
          {"begin", operation.has_end() ? Json(operation.begin()) : Json()},
          {"end", operation.has_end() ? Json(operation.end()) : Json()},
          {"label", TextOrNull(operation.label())},
          {"at", TextOrNull(operation.at())}};
}

Json ViolationJson(const ScenarioRun& run, const Options& options,
                   size_t index) {
  const checker::Schedule& schedule = run.campaign.schedules[index];
  const checker::ViolationRecord& violation = schedule.violation();
  Json operations = Json::array();
  for (const checker::OperationRecord& operation : violation.operation())
    operations.push_back(OperationJson(operation));
  return {{"kind", violation.kind()},
          {"blame", TextOrNull(violation.blame())},
          {"oracle", violation.oracle()},
          {"object", TextOrNull(violation.object())},
          {"operations", operations},
          {"row", TextOrNull(violation.row())},
          {"schedule", ScheduleFile(options, run.scenario.name(), index)},
          {"preemptions", schedule.minimality().preemptions()},
          {"steps", schedule.minimality().steps()},
          {"minimal", schedule.minimality().minimal().proven() &&
                          schedule.minimality().minimal().canonical()}};
}

// Of the whole run, as a line of its own.
std::string CoverageJson(const dio::StepSet& reached) {
  Json unreached = Json::array();
  for (const dio::StepInfo* const step : UnreachedSteps(reached)) {
    unreached.push_back(
        {{"id", std::string(step->id)}, {"label", step->label}});
  }
  const Json line = {
      {"schema", kSchema}, {"steps", reached.size()}, {"unreached", unreached}};
  return absl::StrCat(line.dump(), "\n");
}

class JsonReport final : public CheckReport {
 public:
  JsonReport(const Options& options, Console& console)
      : options_(options), console_(console) {}

  void Begin(const std::vector<Listed>& all) override {
    for (const Listed& listed : all)
      positions_.emplace(listed.subject.scenario.name(), positions_.size());
  }

  void Add(const ScenarioRun& run, const Judgement& judgement) override {
    reached_ |= run.reached;
    console_.out << JsonLine(
        run, &judgement, options_,
        {positions_.at(run.scenario.name()), positions_.size()});
    console_.out.flush();
    for (const std::string& reason : judgement.reasons) {
      console_.err << "diorace: " << run.scenario.name() << ": " << reason
                   << "\n";
    }
  }

  void End() override {
    if (options_.coverage) console_.out << CoverageJson(reached_);
    console_.out.flush();
  }

 private:
  const Options& options_;
  Console& console_;
  dio::StepSet reached_;
  std::map<std::string, size_t> positions_;  // by name, which is unique
};

}  // namespace

std::string JsonLine(const ScenarioRun& run, const Judgement* judgement,
                     const Options& options, Position position) {
  const checker::Exploration& exploration = run.campaign.exploration;
  const auto expected = [&](const Json& value) {
    return judgement == nullptr ? Json(nullptr) : value;
  };
  Json line = {
      {"schema", kSchema},
      {"scenario", run.scenario.name()},
      {"release", run.scenario.release()},
      {"verdict",
       std::string(VerdictName(judgement != nullptr ? judgement->verdict
                                                    : VerdictOf(exploration)))},
      {"expected", expected(std::string(ExpectedName(run.scenario)))},
      {"ok", expected(judgement != nullptr && judgement->ok)},
      {"complete", exploration.complete()},
      {"strategy", run.campaign.strategy},
      {"bound", TextOrNull(run.bound)},
      {"guarantee",
       checker::Guarantee(run.campaign, "scenario", FaultsText(run.scenario))},
      {"executions", exploration.executions},
      // Runs in vain: to divide a search, and where its parts touch.
      {"redundant", exploration.redundant},
      {"steps", exploration.steps},
      {"max_depth", exploration.max_depth}};
  if (options.timing) {
    line["seconds"] =
        std::round(absl::ToDoubleSeconds(exploration.elapsed) * 1e3) / 1e3;
  }
  if (options.sharded) {
    line["shard"] = {{"index", options.share},
                     {"count", options.shares},
                     {"search", absl::StrCat(absl::Hex(run.search))},
                     // Shows merge whether any line of the run is not there.
                     {"scenario", position.scenario},
                     {"scenarios", position.scenarios}};
    line["unreached"] = run.unreached;
    line["error"] = exploration.error;
  }
  line["violations"] = Json::array();
  for (size_t i = 0; i < run.campaign.schedules.size(); ++i)
    line["violations"].push_back(ViolationJson(run, options, i));
  // Whatever a file holds, what comes out is UTF-8.
  return absl::StrCat(line.dump(-1, ' ', false, Json::error_handler_t::replace),
                      "\n");
}

std::unique_ptr<CheckReport> MakeJsonReport(const Options& options,
                                            Console& console) {
  return std::make_unique<JsonReport>(options, console);
}

}  // namespace diorace::cli
