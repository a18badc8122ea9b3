#include "checker/portfolio.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"

namespace checker {
namespace {

// Of each strategy, before the next one has its turn.
constexpr uint64_t kTurn = 1000;

// Adds up what several explorations of one body found.
class Total {
 public:
  Total(const Budget& budget,
        absl::FunctionRef<void(const Exploration&)> progress)
      : budget_(budget), progress_(progress) {}

  // Runs `strategy` for at most so many executions and so much time. False if
  // the budget is used up, or the body is not deterministic.
  bool Run(Explorer& explorer, Strategy& strategy, uint64_t executions,
           absl::Duration time) {
    Budget slice = budget_;
    slice.max_executions = std::min(executions, Left());
    slice.time_limit = std::min(time, budget_.time_limit - total_.elapsed);
    last_ = explorer.Explore(strategy, slice, [&](const Exploration& now) {
      Exploration sum = total_;
      Add(now, sum);
      progress_(sum);
    });
    Add(last_, total_);
    for (FoundViolation& found : last_.violations) {
      if (!seen_.insert(found.violation.Identity()).second) continue;
      total_.violations.push_back(std::move(found));
    }
    return last_.stop != StopReason::kDiverged &&
           last_.stop != StopReason::kInterrupted && !UsedUp();
  }

  bool UsedUp() const {
    return Left() == 0 || total_.elapsed >= budget_.time_limit;
  }
  const Exploration& last() const { return last_; }
  Exploration& total() { return total_; }

 private:
  uint64_t Left() const {
    return budget_.max_executions -
           std::min(budget_.max_executions,
                    total_.executions + total_.redundant);
  }
  static void Add(const Exploration& part, Exploration& sum) {
    sum.executions += part.executions;
    sum.redundant += part.redundant;
    sum.steps += part.steps;
    sum.max_depth = std::max(sum.max_depth, part.max_depth);
    sum.cut_executions += part.cut_executions;
    sum.elapsed += part.elapsed;
    sum.error = part.error;
  }

  const Budget budget_;
  absl::FunctionRef<void(const Exploration&)> progress_;
  Exploration total_;
  Exploration last_;
  absl::flat_hash_set<std::string> seen_;  // never iterated
};

}  // namespace

absl::StatusOr<Portfolio> ExplorePortfolio(
    Explorer& explorer, const StrategyOptions& options, const Budget& budget,
    absl::FunctionRef<void(const Exploration&)> progress) {
  const auto make = [&](const char* name, bool deepening) {
    StrategyOptions own = options;
    own.name = name;
    own.deepening = deepening;
    own.preemption_bound.reset();
    return MakeStrategy(own);
  };
  Total total(budget, progress);
  auto whole = make("dpor", false);
  if (!whole.ok()) return whole.status();
  const bool goes_on = total.Run(
      explorer, **whole, std::max<uint64_t>(budget.max_executions / 2, 1),
      budget.time_limit / 2);
  if (total.last().stop == StopReason::kExhausted || !goes_on) {
    total.total().stop = total.last().stop;
    return Portfolio{.exploration = std::move(total.total())};
  }

  Portfolio portfolio;
  auto bounded = make("dpor", true);
  if (!bounded.ok()) return bounded.status();
  std::vector<std::unique_ptr<Strategy>> samplers;
  for (const char* name : {"surw", "pct", "pos", "urw", "random"}) {
    auto sampler = make(name, false);
    if (!sampler.ok()) return sampler.status();
    samplers.push_back(*std::move(sampler));
    portfolio.samplers.emplace_back(name);
  }
  for (bool more = true; more;) {
    more = total.Run(explorer, **bounded, kTurn, budget.time_limit);
    total.total().bound_done = (*bounded)->bound_done();
    total.total().traces = (*bounded)->trace_count();
    if (total.last().stop == StopReason::kExhausted) break;
    for (size_t i = 0; i < samplers.size() && more; ++i) {
      more = total.Run(explorer, *samplers[i], kTurn, budget.time_limit);
      portfolio.samples += total.last().executions;
    }
  }
  total.total().stop = total.last().stop;
  portfolio.exploration = std::move(total.total());
  return portfolio;
}

}  // namespace checker
