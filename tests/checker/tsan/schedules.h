// Runs every schedule of a body and asks of each whether ThreadSanitizer, or
// our clocks, found a race.

#ifndef DIORACE_TESTS_CHECKER_TSAN_SCHEDULES_H_
#define DIORACE_TESTS_CHECKER_TSAN_SCHEDULES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/runtime/execution.h"
#include "checker/runtime/strategy.h"

namespace checker {

// A plain variable, which only TSan watches.
template <typename T>
struct Plain {
  // The first access, which TSan remembers like any other.
  volatile T value = 0;

  void Write() { value = 1; }
  T Read() const { return value; }
};

struct Schedule {
  std::vector<Decision> decisions;
  // Of its violations, in order: the oracle, and whose operation it was.
  std::vector<std::string> oracles;
  std::vector<std::string> tasks;

  bool racy() const { return !oracles.empty(); }
};

class Schedules {
 public:
  // Every interleaving of `body`; `visit` sees each right after it ran.
  void ForEach(absl::FunctionRef<void()> body,
               absl::FunctionRef<void(const Schedule&)> visit);
  // The one in which tasks go on as in `decisions`, up to the first violation.
  Schedule Follow(const std::vector<Decision>& decisions,
                  absl::FunctionRef<void()> body);

  const TsanTally& tally() const { return execution_.tsan_tally(); }

 private:
  Schedule Run(Strategy& strategy, absl::FunctionRef<void()> body,
               bool stop_at_violation);

  Execution execution_;
};

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_TSAN_SCHEDULES_H_
