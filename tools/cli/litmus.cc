// diorace litmus: tests of the Linux kernel's memory model, under sequential
// consistency.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "checker/campaign.h"
#include "checker/number_text.h"
#include "checker/schedule/whole_file.h"
#include "nlohmann/json.hpp"
#include "tools/cli/commands.h"
#include "tools/cli/progress.h"
#include "tools/litmus/parser.h"
#include "tools/litmus/program.h"
#include "tools/litmus/run.h"
namespace diorace::cli {
namespace {

using litmus::Outcome;
using litmus::Program;
using litmus::Quantifier;

absl::StatusOr<Program> LoadProgram(const std::string& file,
                                    const Console& console) {
  const bool relative = !file.empty() && file[0] != '/';
  const absl::StatusOr<std::string> text =
      checker::ReadFile(relative && !console.directory.empty()
                            ? absl::StrCat(console.directory, "/", file)
                            : file);
  if (!text.ok()) return text.status();
  const absl::StatusOr<litmus::TestSyntax> syntax = litmus::Parse(*text, file);
  if (!syntax.ok()) return syntax.status();
  return litmus::Compile(*syntax, file);
}

litmus::RunOptions RunOptionsOf(const Options& options,
                                const Console& console) {
  litmus::RunOptions run{.strategy = StrategyOptionsOf(options, "dpor"),
                         .max_executions = options.max_executions,
                         .time_limit = options.time_limit,
                         .max_steps = options.max_steps,
                         .interrupted = console.interrupted};
  return run;
}

// What herd7 calls the kinds of test.
absl::string_view KindName(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::kExists:
      return "Allowed";
    case Quantifier::kNotExists:
      return "Forbidden";
    case Quantifier::kForall:
      break;
  }
  return "Required";
}

absl::string_view Frequency(const Outcome& outcome) {
  if (outcome.positive == 0) return "Never";
  return outcome.negative == 0 ? "Always" : "Sometimes";
}

std::string Summary(const Outcome& outcome, const std::string& strategy) {
  std::string text = absl::StrCat(
      "Condition ", outcome.reachable ? "reachable" : "unreachable",
      " under sequential consistency: ",
      checker::Plural(outcome.executions, strategy == "dpor"  ? "trace"
                                          : strategy == "dfs" ? "interleaving"
                                                              : "execution"));
  if (outcome.redundant > 0) {
    absl::StrAppend(&text, " (", checker::WithThousands(outcome.redundant),
                    " redundant)");
  }
  absl::StrAppend(&text, ", ",
                  outcome.complete      ? "complete"
                  : outcome.interrupted ? "not complete (interrupted)"
                                        : "not complete",
                  "\n");
  return text;
}

std::string OutcomeText(const Program& program, const Outcome& outcome,
                        const std::string& strategy, bool timing) {
  const std::string& name = program.name;
  std::string text =
      absl::StrCat("Test ", name, " ", KindName(program.quantifier),
                   "\nStates ", outcome.states.size(), "\n");
  for (const auto& [state, executions] : outcome.states)
    absl::StrAppend(&text, program.StateText(state), "\n");
  absl::StrAppend(&text, outcome.validated ? "Ok" : "No",
                  "\nWitnesses\nPositive: ", outcome.positive,
                  " Negative: ", outcome.negative, "\nCondition ",
                  program.condition_text, "\nObservation ", name, " ",
                  Frequency(outcome), " ", outcome.positive, " ",
                  outcome.negative, "\n", Summary(outcome, strategy));
  if (timing) {
    absl::StrAppendFormat(&text, "Time %s %.2f\n", name,
                          absl::ToDoubleSeconds(outcome.elapsed));
  }
  return text + "\n";
}

std::string OutcomeJson(const Program& program, const Outcome& outcome) {
  const nlohmann::ordered_json json = {
      {"test", program.name},
      {"states", outcome.states.size()},
      {"condition", outcome.reachable ? "reachable" : "unreachable"},
      {"executions", outcome.executions},
      {"redundant", outcome.redundant},
      {"complete", outcome.complete}};
  return json.dump() + "\n";
}

void Warn(const std::string& warning, Console& console) {
  Complain(absl::InvalidArgumentError(absl::StrCat("warning: ", warning)),
           console);
}

ExitStatus RunFile(const std::string& file, const CommandLine& line,
                   Console& console) {
  const absl::StatusOr<Program> program = LoadProgram(file, console);
  if (!program.ok()) return Complain(program.status(), console);
  const litmus::RunOptions options = RunOptionsOf(line.options, console);
  for (const std::string& warning : program->warnings) Warn(warning, console);

  Progress progress(console, line.options);
  checker::CampaignOptions bounds{.strategy = options.strategy};
  bounds.budget.time_limit = options.time_limit;
  if (options.max_executions.has_value())
    bounds.budget.max_executions = *options.max_executions;
  Progress::Run about = ProgressRun(program->name, bounds);
  about.estimate = [&] { return litmus::EstimateSize(*program, options); };
  progress.Start(std::move(about));
  const absl::StatusOr<Outcome> outcome = litmus::Run(
      *program, file, options,
      [&](const checker::Exploration& so_far) { progress.Update(so_far); });
  progress.Clear();
  if (!outcome.ok()) return Complain(outcome.status(), console);
  if (outcome->fault.has_value()) {
    Warn(absl::StrCat(*outcome->fault,
                      "; executions with this have no final state"),
         console);
  }
  console.out << (line.options.format == Format::kJson
                      ? OutcomeJson(*program, *outcome)
                      : OutcomeText(*program, *outcome, options.strategy.name,
                                    line.options.timing));
  console.out.flush();
  if (!outcome->error.empty()) {
    return Complain(absl::InternalError(absl::StrCat(
                        file, ": a bug of diorace: ", outcome->error)),
                    console);
  }
  return outcome->complete ? ExitStatus::kAsExpected : ExitStatus::kCutShort;
}

}  // namespace

ExitStatus Litmus(const CommandLine& line, Console& console) {
  if (line.arguments.empty()) {
    return Complain(absl::InvalidArgumentError(
                        "litmus takes files: diorace litmus FILE..."),
                    console);
  }
  ExitStatus status = ExitStatus::kAsExpected;
  for (size_t i = 0; i < line.arguments.size(); ++i) {
    if (console.stopping()) {
      console.err << "diorace: interrupted: "
                  << checker::Plural(line.arguments.size() - i, "file")
                  << " not started\n";
      return Worse(status, ExitStatus::kCutShort);
    }
    status = Worse(status, RunFile(line.arguments[i], line, console));
  }
  return status;
}

}  // namespace diorace::cli
