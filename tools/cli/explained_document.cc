#include "tools/cli/explained_document.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/explain.h"
#include "model/races.h"
#include "scenarios/scenario.pb.h"

namespace diorace::cli {
namespace {

// What the catalogue says about the race, if it is a known one.
std::string BackgroundOf(const checker::ViolationRecord& violation) {
  const dio::Race* const race = dio::FindRace(violation.row());
  if (race == nullptr) return "";
  return absl::StrCat("This is ", std::string(race->id), ", ",
                      std::string(race->name), ".");
}

}  // namespace

absl::StatusOr<report::Document> DocumentOf(const CompiledScenario& compiled,
                                            const checker::Schedule& schedule,
                                            const checker::ReplayResult& replay,
                                            const std::string& file) {
  const auto body = [&] { compiled.Run(); };
  checker::Explorer explorer(body);
  const absl::StatusOr<checker::ExplainedRun> explained = checker::Explain(
      explorer, schedule,
      {.max_steps = schedule.GetExtension(scenario).bounds().max_steps(),
       .background = BackgroundOf(schedule.violation())});
  if (!explained.ok()) return explained.status();
  return report::MakeDocument(schedule, replay, explained->explanation, file);
}

}  // namespace diorace::cli
