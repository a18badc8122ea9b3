// diorace explore: one scenario, and everything that can go wrong in it.

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/commutation_check.h"
#include "checker/strategies.h"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/progress.h"
#include "tools/cli/report.h"
#include "tools/cli/scenario_run.h"
#include "tools/cli/schedule_output.h"
#include "tools/cli/settings.h"

namespace diorace::cli {
namespace {

absl::StatusOr<Subject> Prepare(const CommandLine& line, Console& console) {
  if (line.arguments.size() != 1) {
    return absl::InvalidArgumentError(
        "explore takes one scenario: a name from `diorace list`, or a file");
  }
  absl::StatusOr<LoadedScenario> loaded =
      LoadScenario(line.arguments[0], console.directory);
  if (!loaded.ok()) return loaded.status();
  if (line.options.settings.empty()) return PrepareSubject(*loaded);
  // If the file is good, what is wrong after this is wrong with a setting.
  if (absl::StatusOr<Subject> as_is = PrepareSubject(*loaded); !as_is.ok())
    return as_is;
  for (const Setting& setting : line.options.settings) {
    const absl::Status applied = ApplySetting(setting, loaded->scenario);
    if (applied.ok()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--set: ", applied.message()));
  }
  if (absl::Status good =
          ValidateScenario(loaded->scenario, "--set", /*locations=*/nullptr);
      !good.ok())
    return good;
  absl::StatusOr<CompiledScenario> compiled = Compile(loaded->scenario);
  if (!compiled.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--set: ", compiled.status().message()));
  }
  return Subject{loaded->scenario, *std::move(compiled)};
}

ExitStatus StatusOf(const checker::Exploration& exploration) {
  switch (VerdictOf(exploration)) {
    case Verdict::kPass:
    case Verdict::kElsewhere:
      return ExitStatus::kAsExpected;
    case Verdict::kFail:
      return ExitStatus::kDiffers;
    case Verdict::kIncomplete:
    case Verdict::kHypothesis:  // of check
      break;
  }
  return exploration.stop == checker::StopReason::kDiverged
             ? ExitStatus::kDiffers
             : ExitStatus::kCutShort;
}

// Tries out what the reduction relies on.
ExitStatus CheckThatOperationsCommute(const Subject& subject,
                                      const Options& options,
                                      Console& console) {
  const absl::StatusOr<std::unique_ptr<checker::Strategy>> strategy =
      checker::MakeStrategy(StrategyOptionsOf(options, "random"));
  if (!strategy.ok()) return Complain(strategy.status(), console);
  checker::CommutationOptions check{.triples = true};
  if (options.max_executions.has_value())
    check.max_executions = *options.max_executions;
  const checker::CommutationReport report = checker::CheckCommutation(
      [&] { subject.compiled.Run(); }, **strategy, check);
  console.out << report.ToString();
  return report.ok() ? ExitStatus::kAsExpected : ExitStatus::kDiffers;
}

}  // namespace

ExitStatus Explore(const CommandLine& line, Console& console) {
  const absl::StatusOr<Subject> subject = Prepare(line, console);
  if (!subject.ok()) return Complain(subject.status(), console);

  if (line.options.commutation_check)
    return CheckThatOperationsCommute(*subject, line.options, console);

  Progress progress(console, line.options);
  const ScenarioRun run = RunWithProgress(*subject, subject->scenario.name(),
                                          line.options, progress, console);
  if (!run.status.ok()) return Complain(run.status, console);
  const checker::Exploration& exploration = run.campaign.exploration;
  ExitStatus status = StatusOf(exploration);
  if (!exploration.error.empty())
    console.err << "diorace: the model is not deterministic, which is a bug of "
                   "diorace: "
                << exploration.error << "\n";
  if (absl::Status written = WriteSchedules(run, line.options, console);
      !written.ok())
    status = Worse(status, Complain(written, console));

  if (line.options.format == Format::kText) {
    console.out << ExploreText(run, line.options);
    return status;
  }
  const Judgement judgement = Judge(run);
  const bool changed = !line.options.settings.empty();
  console.out << JsonLine(run, changed ? nullptr : &judgement, line.options);
  return status;
}

}  // namespace diorace::cli
