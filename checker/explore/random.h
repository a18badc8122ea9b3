// Random walk: at every point a task drawn uniformly from the enabled ones.

#ifndef DIORACE_CHECKER_EXPLORE_RANDOM_H_
#define DIORACE_CHECKER_EXPLORE_RANDOM_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "checker/explore/sampler.h"
#include "checker/explore/split_mix.h"
#include "checker/runtime/strategy.h"

namespace checker {

// Never stops by itself. Execution number i of seed s is the same whatever came
// before.
class RandomStrategy final : public Sampler {
 public:
  explicit RandomStrategy(uint64_t seed) : Sampler(seed) {}

  absl::string_view name() const override { return "random"; }

  TaskId PickTask(const SchedulingPoint& point) override {
    const int count = point.enabled.Count();
    return count == 1
               ? point.enabled.First()
               : point.enabled.Nth(static_cast<int>(random().Below(count)));
  }
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_RANDOM_H_
