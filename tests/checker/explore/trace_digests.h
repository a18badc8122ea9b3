// A number for each trace that an exploration meets, the same in every explorer
// and however the search space was cut: to compare large sets of traces.
//
//   DporStrategy strategy(DporMode::kOptimal, part);
//   TraceDigests digests(strategy);
//   Explorer(body).Explore(digests, {});
//   digests.take();   // one number for each execution that counts

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_TRACE_DIGESTS_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_TRACE_DIGESTS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "checker/explore/forwarding_strategy.h"
#include "checker/explore/trace.h"
#include "checker/runtime/strategy.h"

namespace checker {

class TraceDigests final : public ForwardingStrategy {
 public:
  explicit TraceDigests(Strategy& inner) : ForwardingStrategy(inner) {}

  std::vector<uint64_t> take() { return std::move(digests_); }

  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  void FinishExecution() override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override;
  void OnJoin(TaskId task, TaskId joined) override;
  void OnQuiescence(TaskId task) override;

 private:
  uint64_t DigestOfTrace() const;

  Trace trace_;  // knows nothing of what a part adds to the order
  std::vector<uint64_t> names_;  // by event: task and object
  bool pruned_ = false;
  std::vector<uint64_t> digests_;
};

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_TRACE_DIGESTS_H_
