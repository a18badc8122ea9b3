// Runs a litmus test given as text.
//
//   EXPECT_THAT(Finals(kStoreBuffering).states,
//               ElementsAre("0:r0=0; 1:r0=1;", …));

#ifndef DIORACE_TESTS_TOOLS_LITMUS_FINAL_STATES_H_
#define DIORACE_TESTS_TOOLS_LITMUS_FINAL_STATES_H_

#include <string>
#include <vector>

#include "tools/litmus/run.h"

namespace diorace::litmus {

struct FinalStates {
  std::vector<std::string> states;  // as they are printed, sorted by value
  Outcome outcome;
  std::vector<std::string> warnings;
  std::string error;  // not empty: the test could not be run
};

// With the strategy dfs if `options` is not given.
FinalStates Finals(const std::string& text,
                   const RunOptions& options = {.strategy = {.name = "dfs"}});

// A test of one process, "P0(int *x, int *y, int *p)", with x, y and p zero.
// Returns its only final state of what `locations` ("0:r0; x") names, or the
// error.
std::string FinalOf(const std::string& body, const std::string& locations);

}  // namespace diorace::litmus

#endif  // DIORACE_TESTS_TOOLS_LITMUS_FINAL_STATES_H_
