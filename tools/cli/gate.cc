// diorace gate: every scenario against what was accepted.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/number_text.h"
#include "checker/schedule/whole_file.h"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/result_files.h"
#include "tools/cli/run_all.h"
#include "tools/gate/baseline.h"
#include "tools/gate/compare.h"
#include "tools/gate/gate_json.h"
#include "tools/gate/gate_text.h"
#include "tools/gate/judge.h"

namespace diorace::cli {
namespace {

// What was accepted; nothing, if that is to be written for the first time.
absl::StatusOr<gate::Baseline> ReadBaseline(const Options& options,
                                            const Console& console) {
  const std::string& file = options.baseline;
  if (file.empty())
    return absl::InvalidArgumentError("gate needs --baseline=FILE");
  const absl::StatusOr<std::string> text =
      checker::ReadFile(PathFrom(console.directory, file));
  if (text.ok()) return gate::ParseBaseline(*text, file);
  if (!absl::IsNotFound(text.status())) return text.status();
  if (options.update) return gate::Baseline();
  return absl::NotFoundError(
      absl::StrCat(text.status().message(), "; --update writes a new one"));
}

struct Outcome {
  std::vector<results::Result> results;
  ExitStatus status = ExitStatus::kAsExpected;  // else nothing can be compared
};

Outcome RunForGate(const std::vector<Listed>& all, const Options& options,
                   Console& console) {
  Outcome outcome;
  bool interrupted = false, diverged = false;
  const ExitStatus ran = RunAll(
      all, options, console,
      [&](const Listed& listed, const ScenarioRun& run,
          const Judgement& judgement) {
        const checker::StopReason stop = run.campaign.exploration.stop;
        interrupted |= stop == checker::StopReason::kInterrupted;
        if (stop == checker::StopReason::kDiverged) {
          diverged = true;
          for (const std::string& reason : judgement.reasons)
            Complain(absl::InternalError(reason), console);
        }
        outcome.results.push_back(ResultOf(listed, run, judgement, options));
      });
  if (ran == ExitStatus::kBadInput) {  // a schedule could not be written
    outcome.status = ran;
  } else if (diverged) {
    outcome.status = ExitStatus::kDiffers;
  } else if (interrupted || outcome.results.size() != all.size()) {
    Complain(absl::CancelledError("interrupted: nothing was compared"),
             console);
    outcome.status = ExitStatus::kCutShort;
  }
  return outcome;
}

void Print(const gate::Comparison& comparison, const gate::Baseline& accepted,
           const gate::Baseline& now, const Options& options,
           Console& console) {
  if (options.format == Format::kJson) {
    console.out << gate::GateJson(comparison, accepted, now);
    return;
  }
  // The first baseline differs from nothing.
  if (accepted.scenario_size() != 0 || !options.update)
    console.out << gate::GateText(comparison);
  if (options.update) {
    console.out << "accepted: " << options.baseline << ", "
                << checker::Plural(comparison.scenarios, "scenario") << "\n";
  } else if (!comparison.differences.empty()) {
    console.out << "to accept that: the same command with --update\n";
  }
}

}  // namespace

ExitStatus Gate(const CommandLine& line, Console& console) {
  Options options = line.options;
  options.timing = false;
  options.same_each_time = true;
  const absl::StatusOr<gate::Baseline> accepted =
      ReadBaseline(options, console);
  if (!accepted.ok()) return Complain(accepted.status(), console);
  const std::vector<Listed> all = PrepareAll(line.arguments, console);
  if (all.empty()) return ExitStatus::kBadInput;

  const auto [results, status] = RunForGate(all, options, console);
  if (status != ExitStatus::kAsExpected) return status;
  const gate::Baseline now = gate::BaselineOf(results);
  gate::Comparison comparison =
      gate::Compare(*accepted, now, options.max_trace_growth);
  gate::NameSchedules(results, comparison);
  if (options.update) {
    const absl::Status written = checker::WriteFileAtomically(
        PathFrom(console.directory, options.baseline), gate::BaselineText(now));
    if (!written.ok()) return Complain(written, console);
  }
  Print(comparison, *accepted, now, options, console);

  const ExitStatus verdict = options.update || comparison.differences.empty()
                                 ? ExitStatus::kAsExpected
                                 : ExitStatus::kDiffers;
  // Once accepted, nothing differs.
  const std::vector<results::Result> judged =
      options.update
          ? gate::Judged(results, gate::Comparison(), now, options.baseline)
          : gate::Judged(results, comparison, *accepted, options.baseline);
  return Worse(verdict, WriteResultFiles(judged, options, console));
}

}  // namespace diorace::cli
