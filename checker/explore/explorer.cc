#include "checker/explore/explorer.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"

namespace checker {
namespace {

// What goes by between two looks at the clock: some milliseconds, but for
// executions that are longer themselves.
constexpr uint64_t kExecutionsBetweenLooks = 1024;
constexpr uint64_t kStepsBetweenLooks = 100'000;

// Keeps the first schedule of each distinct violation.
class Collector final : public ExecutionListener {
 public:
  Collector(const Execution& execution, absl::string_view strategy,
            Exploration& exploration)
      : execution_(execution), strategy_(strategy), exploration_(exploration) {}

  bool IsNew(uint64_t fingerprint) override {
    return seen_.insert(fingerprint).second;
  }
  void OnViolation(const Violation& violation, uint32_t) override {
    exploration_.violations.push_back({violation, execution_.decisions(),
                                       exploration_.executions + 1,
                                       std::string(strategy_)});
  }

 private:
  const Execution& execution_;
  const absl::string_view strategy_;
  Exploration& exploration_;
  absl::flat_hash_set<uint64_t> seen_;  // never iterated
};

class IgnoreViolations final : public ExecutionListener {
 public:
  bool IsNew(uint64_t) override { return false; }
  void OnViolation(const Violation&, uint32_t) override {}
};

void Count(const ExecutionResult& result, Worth worth,
           Exploration& exploration) {
  if (worth == Worth::kRepeated) return;
  if (worth == Worth::kNone || result.end == ExecutionEnd::kPruned) {
    ++exploration.redundant;
  } else {
    ++exploration.executions;
  }
  exploration.steps += result.steps;
  exploration.max_depth = std::max(exploration.max_depth, result.steps);
  if (result.end == ExecutionEnd::kStepBound) ++exploration.cut_executions;
}

}  // namespace

Exploration Explorer::Explore(
    Strategy& strategy, const Budget& budget,
    absl::FunctionRef<void(const Exploration&)> progress) {
  Exploration exploration;
  Collector collector(execution_, strategy.name(), exploration);
  const ExecutionOptions options{.max_steps = budget.max_steps,
                                 .stop_at_violation = !strategy.exhaustive()};
  const absl::Time start = absl::Now();
  uint64_t next_look = 0;
  while (true) {
    if (budget.interrupted != nullptr &&
        budget.interrupted->load(std::memory_order_relaxed)) {
      exploration.stop = StopReason::kInterrupted;
      break;
    }
    if (exploration.executions + exploration.redundant >=
        budget.max_executions) {
      exploration.stop = StopReason::kExecutions;
      break;
    }
    if (exploration.executions % kExecutionsBetweenLooks == 0 ||
        exploration.steps >= next_look) {
      next_look = exploration.steps + kStepsBetweenLooks;
      exploration.elapsed = absl::Now() - start;
      exploration.estimate = strategy.Estimate();
      progress(exploration);
      if (exploration.elapsed >= budget.time_limit) {
        exploration.stop = StopReason::kTime;
        break;
      }
    }
    if (!strategy.StartExecution()) break;
    const ExecutionResult result =
        execution_.Run(body_, strategy, options, collector);
    strategy.FinishExecution();
    Count(result, strategy.worth(), exploration);
    if (!strategy.divergence().empty()) {
      exploration.stop = StopReason::kDiverged;
      exploration.error = std::string(strategy.divergence());
      break;
    }
  }
  exploration.elapsed = absl::Now() - start;
  exploration.estimate = strategy.Estimate();
  exploration.left_out = strategy.left_out();
  exploration.bound_done = strategy.bound_done();
  exploration.traces = strategy.trace_count();
  return exploration;
}

ExecutionResult Explorer::RunOnce(Strategy& strategy,
                                  ExecutionObserver& observer,
                                  uint32_t max_steps) {
  IgnoreViolations ignore;
  strategy.StartExecution();
  const ExecutionResult result = execution_.Run(
      body_, strategy, {.max_steps = max_steps, .observer = &observer}, ignore);
  strategy.FinishExecution();
  return result;
}

}  // namespace checker
