#include "tests/checker/explore/exploring.h"

#include "absl/strings/str_cat.h"
#include "checker/explore/dfs.h"
#include "checker/explore/random.h"

namespace checker {

Exploration ExploreAll(absl::FunctionRef<void()> body, Budget budget) {
  DepthFirstStrategy strategy;
  return Explorer(body).Explore(strategy, budget);
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
