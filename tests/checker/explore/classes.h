// Which classes of executions, violations and final states an exploration
// meets: for comparing strategies.
//
//   DepthFirstStrategy dfs;
//   DporStrategy dpor;
//   EXPECT_EQ(Difference(MeetAll(dfs, body), MeetAll(dpor, body)), "");

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_CLASSES_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_CLASSES_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/functional/function_ref.h"
#include "checker/explore/explorer.h"
#include "checker/runtime/strategy.h"

namespace checker {

struct Met {
  std::map<std::string, uint64_t> traces;  // as CanonicalTraces
  std::set<std::string> violations;        // by identity
  std::set<std::string> states;            // that the body returned
  Exploration exploration;
};

Met MeetAll(Strategy& strategy, absl::FunctionRef<std::string()> body,
            uint64_t max_executions = 100'000);

// The first class that `found` lacks or has beyond `expected`, in words.
std::string Difference(const Met& expected, const Met& found);

// How many of the classes in `expected` are not in `found`.
uint64_t Missed(const Met& expected, const Met& found);

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_CLASSES_H_
