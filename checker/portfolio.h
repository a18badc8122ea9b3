// Several strategies side by side, for who does not know which one to ask for.
//
// First an exhaustive search with reduction, with half of the budget. If that
// does not end, bounds on preemptions 0, 1, 2 …, each completely, beside
// samplers, in turns of so many executions each, until the budget is used up or
// a bound leaves nothing out. Who is lucky on what is hard to foresee
// (docs/exploration.md): taking turns costs at most a constant factor to the
// best of them.

#ifndef DIORACE_CHECKER_PORTFOLIO_H_
#define DIORACE_CHECKER_PORTFOLIO_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "checker/explore/explorer.h"
#include "checker/strategies.h"

namespace checker {

struct Portfolio {
  // Of all together. bound_done is what the bounded search got through.
  Exploration exploration;
  std::vector<std::string> samplers = {};  // empty if the first search ended
  uint64_t samples = 0;
};

// `options` gives seed and depth. With a bound on executions alone, the result
// depends on nothing else than the inputs.
absl::StatusOr<Portfolio> ExplorePortfolio(
    Explorer& explorer, const StrategyOptions& options, const Budget& budget,
    absl::FunctionRef<void(const Exploration&)> progress);

}  // namespace checker

#endif  // DIORACE_CHECKER_PORTFOLIO_H_
