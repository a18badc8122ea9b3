// diorace check: every scenario against its expected verdict.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "checker/campaign.h"
#include "checker/number_text.h"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/progress.h"
#include "tools/cli/report.h"
#include "tools/cli/scenario_run.h"
#include "tools/cli/schedule_output.h"

namespace diorace::cli {
namespace {

// Reads all scenarios before any is run: whoever mistyped one learns it at
// once. Complains about each that cannot be used; then the result is empty.
std::vector<Subject> PrepareAll(const std::vector<std::string>& names,
                                Console& console) {
  std::vector<Subject> subjects;
  std::map<std::string, std::string> given;  // scenario to argument
  bool good = true;
  for (const std::string& name : names) {
    absl::StatusOr<LoadedScenario> loaded =
        LoadScenario(name, console.directory);
    absl::StatusOr<Subject> subject =
        loaded.ok() ? PrepareSubject(*loaded) : loaded.status();
    if (subject.ok()) {
      const auto [other, is_new] =
          given.emplace(subject->scenario.name(), name);
      if (is_new) {
        subjects.push_back(*std::move(subject));
        continue;
      }
      subject = absl::InvalidArgumentError(absl::StrCat(
          "scenario '", other->first, "' is given twice: ", other->second,
          " and ", name, "; their schedules would have the same names"));
    }
    Complain(subject.status(), console);
    good = false;
  }
  if (!good) subjects.clear();
  return subjects;
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

ExitStatus Check(const CommandLine& line, Console& console) {
  const std::vector<std::string> names =
      line.arguments.empty() ? BuiltInScenarioNames() : line.arguments;
  const std::vector<Subject> subjects = PrepareAll(names, console);
  if (subjects.empty()) return ExitStatus::kBadInput;

  if (!line.options.checkpoint.empty() && subjects.size() != 1) {
    return Complain(absl::InvalidArgumentError(
                        "--checkpoint: a checkpoint is of one scenario; name "
                        "it, as in `diorace check --checkpoint=FILE NAME`"),
                    console);
  }

  const std::unique_ptr<CheckReport> report =
      line.options.format == Format::kJson
          ? MakeJsonReport(line.options, console)
          : MakeTextReport(line.options, console);
  Progress progress(console, line.options);
  ExitStatus status = ExitStatus::kAsExpected;
  report->Begin(subjects);
  for (size_t i = 0; i < subjects.size(); ++i) {
    if (console.stopping()) {
      status = Worse(status, NotStarted(subjects.size() - i, console));
      break;
    }
    const ScenarioRun run = RunWithProgress(
        subjects[i], Position(i, subjects.size(), subjects[i].scenario.name()),
        line.options, progress, console);
    if (!run.status.ok()) {
      status = Worse(status, Complain(run.status, console));
      continue;
    }
    if (absl::Status written = WriteSchedules(run, line.options, console);
        !written.ok())
      status = Worse(status, Complain(written, console));
    const Judgement judgement = Judge(run);
    report->Add(run, judgement);
    status = Worse(status, judgement.status);
  }
  report->End();
  return status;
}

}  // namespace diorace::cli
