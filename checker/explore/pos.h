// Partial order sampling: a random score for each operation, drawn again when
// its order relative to another could go either way.
//
//   PosStrategy strategy(/*seed=*/1);
//   Explorer(body).Explore(strategy, {.max_executions = 10'000});
//
// An operation that becomes enabled gets a score; the highest is performed.
// Then those that conflict with it get new ones, as if they had just become
// enabled, so that one order decided does not decide the next, while the order
// of operations that commute wastes no randomness. Learns nothing from other
// executions: execution i of seed s is the same whatever came before.
//
// Source: Yuan, Yang and Gu, "Partial order aware concurrency sampling", CAV
// 2018.

#ifndef DIORACE_CHECKER_EXPLORE_POS_H_
#define DIORACE_CHECKER_EXPLORE_POS_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "checker/explore/sampler.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/strategy.h"

namespace checker {

class PosStrategy final : public Sampler {
 public:
  explicit PosStrategy(uint64_t seed) : Sampler(seed) {}

  absl::string_view name() const override { return "pos"; }
  TaskId PickTask(const SchedulingPoint& point) override;

 private:
  void Begin() override { scored_ = {}; }

  TaskSet scored_;  // whose operation has a score
  std::array<uint64_t, kMaxTasks> scores_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_POS_H_
