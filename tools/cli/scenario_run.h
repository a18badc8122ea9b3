// Explores one scenario and says what that means for its expected verdict.
//
//   absl::StatusOr<Subject> subject = PrepareSubject(*loaded);
//   ScenarioRun run = RunScenario(*subject, options, progress);
//   Judgement judgement = Judge(run);
//
// Nothing here prints or writes.

#ifndef DIORACE_TOOLS_CLI_SCENARIO_RUN_H_
#define DIORACE_TOOLS_CLI_SCENARIO_RUN_H_

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "checker/campaign.h"
#include "model/step.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "tools/cli/command_line.h"
#include "tools/cli/console.h"

namespace diorace::cli {

// A scenario that can be run.
struct Subject {
  Scenario scenario;
  CompiledScenario compiled;
};

// Errors are the file's, with places.
absl::StatusOr<Subject> PrepareSubject(const LoadedScenario& loaded);

// What one scenario's exploration found. campaign.schedules hold the scenario
// and are complete but for being written.
struct ScenarioRun {
  // Of the checkpoint; if it is not good, nothing was run.
  absl::Status status;
  Scenario scenario;
  checker::Campaign campaign;
  dio::StepSet reached;                // by any execution
  std::vector<std::string> unreached;  // of must_reach
  // Of a share: stands for what is explored, how, and by which program. Shares
  // of one scenario have the same.
  uint64_t search = 0;
  // All of it is one share's, only because neither the scenario's bounds nor
  // --divide say otherwise.
  bool undivided = false;
  // What ended the exploration early, as a flag would say it
  // ("max_executions=1000"); empty if nothing did.
  std::string bound;
};

// `interrupted` as in checker::Budget.
ScenarioRun RunScenario(
    const Subject& subject, const Options& options,
    absl::FunctionRef<void(const checker::Exploration&)> progress,
    const std::atomic<bool>* interrupted = nullptr);

// Adds to `schedule` of `subject` what the checker does not know: the scenario
// and, of what the checker found by itself, blame and row.
void CompleteSchedule(const Subject& subject, checker::Schedule& schedule);

// The blame that CompleteSchedule gives `violation`, found in a scenario with
// this behaviour.
std::string BlameOf(const checker::Violation& violation,
                    const dio::Behaviour& behaviour);

// What RunScenario does.
checker::CampaignOptions CampaignOptionsOf(const Subject& subject,
                                           const Options& options);

// How many interleavings there are, from random probes; see
// checker/explore/estimate.h. None where they are not what RunScenario
// explores. What it does to `subject` is nothing.
std::optional<checker::SizeEstimate> EstimateSize(
    const Subject& subject, const Options& options,
    const std::atomic<bool>* interrupted = nullptr);

enum class Verdict { kPass, kFail, kIncomplete, kHypothesis, kElsewhere };

// "pass", "fail", "incomplete", "hypothesis", "elsewhere".
absl::string_view VerdictName(Verdict verdict);
absl::string_view ExpectedName(const Scenario& scenario);

Verdict VerdictOf(const checker::Exploration& exploration);

struct Judgement {
  // kHypothesis: outside pass and fail, whatever was found. kElsewhere: the
  // scenario is another share's.
  Verdict verdict = Verdict::kIncomplete;
  bool ok = false;
  std::vector<std::string> reasons;  // why it is not ok
  // By violation: whether the scenario expects it.
  std::vector<bool> expected;
  ExitStatus status = ExitStatus::kDiffers;
};

Judgement Judge(const ScenarioRun& run);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_SCENARIO_RUN_H_
