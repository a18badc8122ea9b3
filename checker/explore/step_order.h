// Which steps of a trace must come before which.

#ifndef DIORACE_CHECKER_EXPLORE_STEP_ORDER_H_
#define DIORACE_CHECKER_EXPLORE_STEP_ORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "checker/explore/trace.h"
#include "checker/runtime/ids.h"

namespace checker {

// The happens-before relation of a trace, by the accesses of its steps and by
// the causes that are no steps; and then what is added. Refers to its
// arguments.
class StepOrder {
 public:
  // Orders tasks beside their steps, before event `at`.
  struct Cause {
    enum class Kind : uint8_t { kSpawn, kJoin, kQuiescence } kind;
    TaskId task;
    TaskId other;
    uint32_t at;
  };

  // `causes` in the order in which they came.
  StepOrder(const Trace& trace, absl::Span<const Cause> causes)
      : trace_(trace), causes_(causes) {}

  // Event `i` is `j`, or must come before it.
  bool Before(uint32_t i, uint32_t j);
  // From here on `i` must come before `j`.
  void Add(uint32_t i, uint32_t j) { added_.emplace_back(i, j); }

 private:
  // By event and task, how many steps of the task come before.
  using Clocks = std::vector<std::array<uint32_t, kMaxTasks>>;

  // By the trace alone.
  bool BeforeInTrace(uint32_t i, uint32_t j);
  void MakeClocks();

  const Trace& trace_;
  const absl::Span<const Cause> causes_;
  Clocks clocks_;  // made when needed
  std::vector<std::pair<uint32_t, uint32_t>> added_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_STEP_ORDER_H_
