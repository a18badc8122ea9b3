#include "tools/litmus/run.h"

#include <limits>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/campaign.h"
#include "checker/explore/estimate.h"
#include "checker/runtime/violation.h"
#include "tools/litmus/machine.h"

namespace diorace::litmus {
namespace {

// Loops end long before this; what does not is a long program.
constexpr uint32_t kDefaultMaxSteps = 10'000;

LoopBounds BoundsOf(const RunOptions& options) {
  if (!options.max_steps.has_value()) return {};
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  return {.idle_rounds = kNone, .rounds = kNone};
}

checker::Budget BudgetOf(const RunOptions& options,
                         const checker::Strategy& strategy) {
  checker::Budget budget{
      .time_limit = options.time_limit,
      .max_steps = options.max_steps.value_or(kDefaultMaxSteps),
      .interrupted = options.interrupted};
  if (options.max_executions.has_value()) {
    budget.max_executions = *options.max_executions;
  } else if (!strategy.exhaustive() &&
             options.time_limit == absl::InfiniteDuration()) {
    budget.max_executions = checker::kDefaultSamples;
  }
  return budget;
}

void Judge(const Program& program, Outcome& outcome) {
  for (const auto& [state, executions] : outcome.states) {
    (program.condition.Holds(state) ? outcome.positive : outcome.negative) +=
        executions;
  }
  outcome.reachable = outcome.positive > 0;
  switch (program.quantifier) {
    case Quantifier::kExists:
      outcome.validated = outcome.reachable;
      break;
    case Quantifier::kNotExists:
      outcome.validated = !outcome.reachable;
      break;
    case Quantifier::kForall:
      outcome.validated = outcome.negative == 0;
      break;
  }
}

// Unlocking what is not held is the only rule that a test itself can break;
// processes that are blocked for ever are no error.
std::optional<std::string> FaultOf(const Machine& machine,
                                   const checker::Exploration& exploration,
                                   absl::string_view file) {
  if (machine.fault().has_value())
    return MessageAt(file, machine.fault()->at, machine.fault()->text);
  for (const checker::FoundViolation& found : exploration.violations) {
    if (found.violation.kind == checker::violation_kind::kLockMisuse)
      return absl::StrCat(file,
                          ": a process unlocks a lock that it does not "
                          "hold");
  }
  return std::nullopt;
}

}  // namespace

std::optional<checker::SizeEstimate> EstimateSize(const Program& program,
                                                  const RunOptions& options) {
  const checker::StrategyOptions& strategy = options.strategy;
  if (strategy.name != "dfs" || strategy.deepening ||
      strategy.preemption_bound.has_value())
    return std::nullopt;
  Machine machine(program, BoundsOf(options));
  const auto body = [&machine] { machine.RunOnce(); };
  checker::Explorer explorer(body);
  return checker::EstimateInterleavings(
      explorer, options.strategy.seed,
      options.max_steps.value_or(kDefaultMaxSteps), options.interrupted);
}

absl::StatusOr<Outcome> Run(
    const Program& program, absl::string_view file, const RunOptions& options,
    absl::FunctionRef<void(const checker::Exploration&)> progress) {
  absl::StatusOr<std::unique_ptr<checker::Strategy>> strategy =
      checker::MakeStrategy(options.strategy);
  if (!strategy.ok()) return strategy.status();
  Machine machine(program, BoundsOf(options));
  const auto body = [&machine] { machine.RunOnce(); };
  checker::Explorer explorer(body);
  const checker::Exploration exploration =
      explorer.Explore(**strategy, BudgetOf(options, **strategy), progress);
  Outcome outcome{
      .states = machine.states(),
      .executions = exploration.executions,
      .redundant = exploration.redundant,
      .complete =
          exploration.complete() && !machine.cut() && (*strategy)->exhaustive(),
      .interrupted = exploration.stop == checker::StopReason::kInterrupted,
      .elapsed = exploration.elapsed,
      .fault = FaultOf(machine, exploration, file),
      .error = exploration.error};
  Judge(program, outcome);
  return outcome;
}

}  // namespace diorace::litmus
