// What tests of the checker do again and again: explore a body, and look at
// what was found.

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_EXPLORING_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_EXPLORING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/explore/explorer.h"

namespace checker {

// Every interleaving, with DepthFirstStrategy.
Exploration ExploreAll(absl::FunctionRef<void()> body, Budget budget = {});

// One interleaving of each class, with DporStrategy.
Exploration ExploreReduced(absl::FunctionRef<void()> body, Budget budget = {});

// ExploreAll, having checked that ExploreReduced finds the same violations and
// is complete if that is.
Exploration ExploreBothWays(absl::FunctionRef<void()> body, Budget budget = {});

// `executions` random walks.
Exploration ExploreRandomly(absl::FunctionRef<void()> body, uint64_t seed,
                            uint64_t executions);

// The kinds of the violations, in the order in which they were found:
//   EXPECT_THAT(Kinds(ExploreAll(body)), ElementsAre("data_race"));
std::vector<std::string> Kinds(const Exploration& exploration);

// The kinds of all violations of `body`, by ExploreBothWays, which must be
// complete.
std::vector<std::string> AllKinds(absl::FunctionRef<void()> body);

// The rules that were broken, e.g. the text of failed assertions; same order.
std::vector<std::string> Oracles(const Exploration& exploration);

// The message of the only violation; if there is another number of them, a
// text that says so.
std::string OnlyMessage(const Exploration& exploration);

// Decisions as text, "0 0 2 =1": tasks by id, and values of choices.
std::string DecisionsText(const std::vector<Decision>& decisions);

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_EXPLORING_H_
