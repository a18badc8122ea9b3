#include "tools/cli/run_all.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "checker/number_text.h"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/progress.h"
#include "tools/cli/schedule_output.h"

namespace diorace::cli {
namespace {

int LineOfExpectation(const LoadedScenario& loaded) {
  const auto* const expect = Scenario::descriptor()->FindFieldByName("expect");
  return std::max(loaded.locations->GetLocation(expect, -1).line + 1, 1);
}

absl::StatusOr<Listed> Prepare(const std::string& name,
                               const Console& console) {
  const absl::StatusOr<LoadedScenario> loaded =
      LoadScenario(name, console.directory);
  if (!loaded.ok()) return loaded.status();
  absl::StatusOr<Subject> subject = PrepareSubject(*loaded);
  if (!subject.ok()) return subject.status();
  return Listed{.subject = *std::move(subject),
                .file = loaded->file,
                .line = LineOfExpectation(*loaded)};
}

std::string Position(size_t index, size_t count, absl::string_view name) {
  return absl::StrCat("[", index + 1, "/", count, "] ", name);
}

ExitStatus NotStarted(size_t scenarios, Console& console) {
  console.err << "diorace: interrupted: "
              << checker::Plural(scenarios, "scenario") << " not started\n";
  return ExitStatus::kCutShort;
}

}  // namespace

std::vector<Listed> PrepareAll(const std::vector<std::string>& names,
                               Console& console) {
  std::vector<Listed> all;
  std::map<std::string, std::string> given;  // scenario to argument
  bool good = true;
  for (const std::string& name :
       names.empty() ? BuiltInScenarioNames() : names) {
    absl::StatusOr<Listed> listed = Prepare(name, console);
    if (listed.ok()) {
      const auto [other, is_new] =
          given.emplace(listed->subject.scenario.name(), name);
      if (is_new) {
        all.push_back(*std::move(listed));
        continue;
      }
      listed = absl::InvalidArgumentError(absl::StrCat(
          "scenario '", other->first, "' is given twice: ", other->second,
          " and ", name, "; their schedules would have the same names"));
    }
    Complain(listed.status(), console);
    good = false;
  }
  if (!good) all.clear();
  return all;
}

ExitStatus RunAll(
    const std::vector<Listed>& all, const Options& options, Console& console,
    absl::FunctionRef<void(const Listed&, const ScenarioRun&, const Judgement&)>
        done) {
  Progress progress(console, options);
  ExitStatus status = ExitStatus::kAsExpected;
  for (size_t i = 0; i < all.size(); ++i) {
    if (console.stopping())
      return Worse(status, NotStarted(all.size() - i, console));
    const Subject& subject = all[i].subject;
    const ScenarioRun run = RunWithProgress(
        subject, Position(i, all.size(), subject.scenario.name()), options,
        progress, console);
    if (!run.status.ok()) {
      status = Worse(status, Complain(run.status, console));
      continue;
    }
    if (absl::Status written = WriteSchedules(run, options, console);
        !written.ok())
      status = Worse(status, Complain(written, console));
    const Judgement judgement = Judge(run);
    done(all[i], run, judgement);
    status = Worse(status, judgement.status);
  }
  return status;
}

}  // namespace diorace::cli
