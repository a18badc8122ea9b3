// Which steps of a trace must come before which.

#ifndef DIORACE_CHECKER_EXPLORE_STEP_ORDER_H_
#define DIORACE_CHECKER_EXPLORE_STEP_ORDER_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "checker/explore/step_clocks.h"
#include "checker/explore/trace.h"

namespace checker {

// The happens-before relation of a trace, and then what is added. Refers to its
// arguments.
class StepOrder {
 public:
  // `causes` in the order in which they came. `clocks` follow the trace when
  // they are needed.
  StepOrder(const Trace& trace, absl::Span<const StepClocks::Cause> causes,
            StepClocks& clocks)
      : trace_(trace), causes_(causes), clocks_(clocks) {}

  // Event `i` is `j`, or must come before it.
  bool Before(uint32_t i, uint32_t j);
  // From here on `i` must come before `j`.
  void Add(uint32_t i, uint32_t j) { added_.emplace_back(i, j); }

 private:
  // By the trace alone.
  bool BeforeInTrace(uint32_t i, uint32_t j);

  const Trace& trace_;
  const absl::Span<const StepClocks::Cause> causes_;
  StepClocks& clocks_;
  bool followed_ = false;
  std::vector<std::pair<uint32_t, uint32_t>> added_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_STEP_ORDER_H_
