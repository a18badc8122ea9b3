// Explores a litmus test, and says what its final states are.
//
//   Outcome outcome = Run(program, RunOptions());
//   outcome.states       // {{0, 1}, {1, 0}, {1, 1}}: SB has no {0, 0}
//
// Exploration is under sequential consistency.

#ifndef DIORACE_TOOLS_LITMUS_RUN_H_
#define DIORACE_TOOLS_LITMUS_RUN_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "checker/explore/explorer.h"
#include "checker/strategies.h"
#include "tools/litmus/program.h"

namespace diorace::litmus {

struct RunOptions {
  checker::StrategyOptions strategy = {};
  // None: as many as the strategy wants.
  std::optional<uint64_t> max_executions = {};
  absl::Duration time_limit = absl::InfiniteDuration();
  // Of one execution. Given, it is the only bound of loops; else processes that
  // go round a loop in vain are ended soon.
  std::optional<uint32_t> max_steps = {};
  const std::atomic<bool>* interrupted = nullptr;  // as in checker::Budget
};

struct Outcome {
  // How many executions ended in each state.
  std::map<std::vector<int64_t>, uint64_t> states;
  uint64_t positive = 0;  // executions whose state satisfies the proposition
  uint64_t negative = 0;
  bool reachable = false;  // some state satisfies the proposition
  bool validated = false;  // the quantifier holds: what herd7 calls Ok
  uint64_t executions = 0;
  uint64_t redundant = 0;
  // Every execution was tried to its end.
  bool complete = false;
  bool interrupted = false;
  absl::Duration elapsed;
  // What stopped a process in some execution, which then has no final state:
  // "P1 dereferences 0, …" with its place; none if nothing did.
  std::optional<std::string> fault;
  std::string error;  // a bug of diorace, else empty
};

// How many interleavings there are, from random probes; see
// checker/explore/estimate.h. None where they are not what is explored.
std::optional<checker::SizeEstimate> EstimateSize(const Program& program,
                                                  const RunOptions& options);

// An error is that there is no such strategy. `file` is for messages.
absl::StatusOr<Outcome> Run(
    const Program& program, absl::string_view file, const RunOptions& options,
    absl::FunctionRef<void(const checker::Exploration&)> progress =
        [](const checker::Exploration&) {});

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_RUN_H_
