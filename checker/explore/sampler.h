// What strategies that draw schedules at random have in common.

#ifndef DIORACE_CHECKER_EXPLORE_SAMPLER_H_
#define DIORACE_CHECKER_EXPLORE_SAMPLER_H_

#include <cstdint>

#include "checker/explore/split_mix.h"
#include "checker/runtime/strategy.h"

namespace checker {

// Never stops by itself. Execution i of seed s has random numbers of its own.
// A sampler that learns from the executions before it decides the same whenever
// they were the same, so one seed stands for one exploration.
class Sampler : public Strategy {
 public:
  bool exhaustive() const final { return false; }

  bool StartExecution() final {
    random_ = SplitMix64(first_ + execution_++);
    Begin();
    return true;
  }
  int PickValue(const ChoicePoint& point) final {
    return static_cast<int>(random_.Below(static_cast<uint32_t>(point.count)));
  }

 protected:
  explicit Sampler(uint64_t seed)
      : first_(SplitMix64(seed).Next()), random_(seed) {}

  // An execution starts.
  virtual void Begin() {}
  SplitMix64& random() { return random_; }

 private:
  const uint64_t first_;
  uint64_t execution_ = 0;
  SplitMix64 random_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_SAMPLER_H_
