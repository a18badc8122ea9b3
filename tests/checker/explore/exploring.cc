#include "tests/checker/explore/exploring.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/random.h"
#include "gtest/gtest.h"

namespace checker {

Exploration ExploreAll(absl::FunctionRef<void()> body, Budget budget) {
  DepthFirstStrategy strategy;
  return Explorer(body).Explore(strategy, budget);
}

Exploration ExploreReduced(absl::FunctionRef<void()> body, Budget budget) {
  DporStrategy strategy;
  return Explorer(body).Explore(strategy, budget);
}

Exploration ExploreBothWays(absl::FunctionRef<void()> body, Budget budget) {
  const auto identities = [](const Exploration& exploration) {
    std::set<std::string> all;
    for (const FoundViolation& found : exploration.violations)
      all.insert(found.violation.Identity());
    return all;
  };
  const Exploration all = ExploreAll(body, budget);
  const Exploration reduced = ExploreReduced(body, budget);
  EXPECT_EQ(identities(reduced), identities(all));
  EXPECT_EQ(reduced.complete(), all.complete())
      << all.error << " / " << reduced.error;
  return all;
}

Exploration ExploreRandomly(absl::FunctionRef<void()> body, uint64_t seed,
                            uint64_t executions) {
  RandomStrategy strategy(seed);
  return Explorer(body).Explore(strategy, {.max_executions = executions});
}

std::vector<std::string> Kinds(const Exploration& exploration) {
  std::vector<std::string> kinds;
  for (const FoundViolation& found : exploration.violations)
    kinds.push_back(found.violation.kind);
  return kinds;
}

std::vector<std::string> AllKinds(absl::FunctionRef<void()> body) {
  const Exploration exploration = ExploreBothWays(body);
  EXPECT_TRUE(exploration.complete());
  return Kinds(exploration);
}

std::vector<std::string> Oracles(const Exploration& exploration) {
  std::vector<std::string> oracles;
  for (const FoundViolation& found : exploration.violations)
    oracles.push_back(found.violation.oracle);
  return oracles;
}

std::string OnlyMessage(const Exploration& exploration) {
  if (exploration.violations.size() != 1)
    return absl::StrCat(exploration.violations.size(), " violations, not 1");
  return exploration.violations[0].violation.message;
}

std::string DecisionsText(const std::vector<Decision>& decisions) {
  std::string text;
  for (const Decision& decision : decisions) {
    absl::StrAppend(&text, text.empty() ? "" : " ",
                    decision.kind == Decision::Kind::kValue ? "=" : "",
                    decision.value);
  }
  return text;
}

}  // namespace checker
