#include "tools/cli/result_files.h"

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "checker/guarantee.h"
#include "checker/schedule/whole_file.h"
#include "scenarios/faults.h"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/schedule_output.h"
#include "tools/results/annotations.h"
#include "tools/results/code_quality.h"
#include "tools/results/junit.h"
#include "tools/results/sarif.h"
#include "tools/results/summary.h"

namespace diorace::cli {

results::Result ResultOf(const Listed& listed, const ScenarioRun& run,
                         const Judgement& judgement, const Options& options) {
  const checker::Exploration& exploration = run.campaign.exploration;
  results::Result result = {
      .scenario = run.scenario.name(),
      .release = run.scenario.release(),
      .file = listed.file,
      .line = listed.line,
      .elsewhere = judgement.verdict == Verdict::kElsewhere,
      .verdict = std::string(VerdictName(judgement.verdict)),
      .expected = std::string(ExpectedName(run.scenario)),
      .ok = judgement.ok,
      .undecided = judgement.status == ExitStatus::kCutShort,
      .reasons = judgement.reasons,
      .apart = {},
      .complete = exploration.complete(),
      .strategy = run.campaign.strategy,
      .bound = run.bound,
      .guarantee = checker::Guarantee(run.campaign, "scenario",
                                      FaultsText(run.scenario)),
      .executions = exploration.executions,
      // Where the strategy does not tell interleavings from traces, they are
      // the same.
      .traces =
          exploration.traces != 0 ? exploration.traces : exploration.executions,
      .redundant = exploration.redundant,
      .steps = exploration.steps,
      .max_depth = exploration.max_depth,
      .seconds = {},
      .unreached = {},
      .findings = {}};
  if (options.timing)
    result.seconds = absl::ToDoubleSeconds(exploration.elapsed);
  if (exploration.shares <= 1) result.unreached = run.unreached;
  for (size_t i = 0; i < run.campaign.schedules.size(); ++i) {
    result.findings.push_back(
        {.schedule = run.campaign.schedules[i],
         .file = SchedulePath(options, run.scenario.name(), i),
         .expected = judgement.expected[i]});
  }
  return result;
}

ExitStatus WriteResultFiles(results::Results results, const Options& options,
                            Console& console, size_t not_started) {
  const auto summary = [&](results::Results some) {
    return results::MarkdownSummary(some, not_started);
  };
  const struct {
    const std::string& file;
    absl::FunctionRef<std::string(results::Results)> text;
  } kFiles[] = {{options.junit, results::JUnitXml},
                {options.sarif, results::SarifJson},
                {options.summary, summary},
                {options.gitlab_codequality, results::GitLabCodeQuality}};
  ExitStatus status = ExitStatus::kAsExpected;
  for (const auto& [file, text] : kFiles) {
    if (file.empty()) continue;
    const absl::Status written = checker::WriteFileAtomically(
        PathFrom(console.directory, file), text(results));
    if (!written.ok()) status = Complain(written, console);
  }
  if (options.github_annotations)
    console.err << results::GitHubAnnotations(results);
  return status;
}

}  // namespace diorace::cli
