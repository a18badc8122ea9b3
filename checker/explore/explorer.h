// The loop around an Execution: runs a body under a strategy until the
// strategy, a bound or the caller ends it.

#ifndef DIORACE_CHECKER_EXPLORE_EXPLORER_H_
#define DIORACE_CHECKER_EXPLORE_EXPLORER_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "checker/runtime/execution.h"
#include "checker/runtime/strategy.h"
#include "checker/runtime/violation.h"

namespace checker {

// What ends an exploration before the strategy does. Each makes the result
// incomplete.
struct Budget {
  uint64_t max_executions = std::numeric_limits<uint64_t>::max();
  absl::Duration time_limit = absl::InfiniteDuration();
  uint32_t max_steps = 100'000;  // of one execution
  // Looked at before each execution, if given: true ends the exploration. Any
  // thread or signal handler may set it.
  const std::atomic<bool>* interrupted = nullptr;
};

// A violation, and the first schedule that showed it.
struct FoundViolation {
  Violation violation;
  // Up to and including the step that broke the rule.
  std::vector<Decision> decisions;
  uint64_t execution = 0;     // its number, from 1
  std::string strategy = {};  // that found it
};

enum class StopReason : uint8_t {
  kExhausted,  // nothing is left to try
  kExecutions,
  kTime,
  kInterrupted,
  kDiverged,  // the body is not deterministic: see Exploration::error
  // Nothing was done: what is not divided is another share's.
  kElsewhere,
};

struct Exploration {
  // One for each Violation::Identity, in the order in which they were found.
  std::vector<FoundViolation> violations;
  StopReason stop = StopReason::kExhausted;
  uint64_t executions = 0;  // that ran to their end, or to max_steps
  // In vain: given up because they led nowhere new, or met in another part,
  // too.
  uint64_t redundant = 0;
  uint64_t steps = 0;
  uint32_t max_depth = 0;       // steps of the longest execution
  uint64_t cut_executions = 0;  // ended by Budget::max_steps
  // A bound of the strategy has kept something out.
  bool left_out = false;
  // Within this bound of the strategy everything was tried; see
  // Strategy::bound_done.
  std::optional<uint32_t> bound_done;
  uint64_t traces = 0;  // classes met, if the strategy counts them
  // The strategy's, of executions, or traces, in all.
  std::optional<SizeEstimate> estimate;
  std::string error;
  absl::Duration elapsed;
  // What was explored is one of so many shares of the search space, from 0.
  uint32_t shares = 1;
  uint32_t share = 0;

  // Every schedule (of this share) was tried to its end: if there is no
  // violation, none exists (under sequential consistency).
  bool complete() const { return exhausted() && !left_out; }
  // The same within the strategy's bound.
  bool exhausted() const {
    return stop == StopReason::kExhausted && cut_executions == 0 &&
           (executions > 0 || shares > 1);
  }
};

// Explores one body. `body` is called once per execution and must be
// deterministic but for its operations and Choose.
class Explorer {
 public:
  explicit Explorer(absl::FunctionRef<void()> body) : body_(body) {}

  // Calls `progress`, if given, now and then with what is known so far.
  Exploration Explore(
      Strategy& strategy, const Budget& budget,
      absl::FunctionRef<void(const Exploration&)> progress =
          [](const Exploration&) {});

  // Runs the body once under `strategy`, telling `observer` everything.
  ExecutionResult RunOnce(Strategy& strategy, ExecutionObserver& observer,
                          uint32_t max_steps = 100'000);

  // The execution that Decisions of this explorer belong to.
  Execution& execution() { return execution_; }
  absl::FunctionRef<void()> body() const { return body_; }

 private:
  absl::FunctionRef<void()> body_;
  Execution execution_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_EXPLORER_H_
