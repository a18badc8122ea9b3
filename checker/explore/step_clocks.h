// The happens-before relation of a trace, by the accesses of its steps and by
// the causes that are no steps: spawn, join, quiescence.
//
// Outlives the trace: the next one often begins in the same way, and what is
// known of the beginning is kept. A search that goes depth first so pays for
// the ends of its traces only.

#ifndef DIORACE_CHECKER_EXPLORE_STEP_CLOCKS_H_
#define DIORACE_CHECKER_EXPLORE_STEP_CLOCKS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "checker/explore/trace.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/ids.h"

namespace checker {

class StepClocks {
 public:
  // Orders tasks beside their steps, before event `at`.
  struct Cause {
    enum class Kind : uint8_t { kSpawn, kJoin, kQuiescence } kind;
    TaskId task;
    TaskId other;
    uint32_t at;
  };

  // Is about `trace` from here on. `causes` in the order in which they came.
  void Follow(const Trace& trace, absl::Span<const Cause> causes);

  // Event `i` is `j`, or comes before it.
  bool Before(uint32_t i, uint32_t j) const {
    const Step& step = steps_[i];
    return steps_[j].clock[Index(step.access.task)] >= step.nth;
  }

 private:
  // By task, how many of its steps come before.
  using Clock = std::array<uint32_t, kMaxTasks>;

  struct Step {
    Access access;
    uint32_t nth;  // of its task, from 1
    Clock clock;   // its own step included
  };
  struct KeptCause {
    Cause cause;
    Clock clock;  // of `cause.task` from here on
  };

  void KeepWhatIsTheSame(const Trace& trace, absl::Span<const Cause> causes);
  void TakeUp();
  void Add(const Cause& cause);
  void Add(const Trace::Event& event);

  std::vector<Step> steps_;
  std::vector<KeptCause> causes_;
  std::vector<Clock> tasks_;  // by task, after the last step and cause
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_STEP_CLOCKS_H_
