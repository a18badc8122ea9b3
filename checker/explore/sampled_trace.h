// Traces met at random, for judging where the traces of a body are before they
// are explored.

#ifndef DIORACE_CHECKER_EXPLORE_SAMPLED_TRACE_H_
#define DIORACE_CHECKER_EXPLORE_SAMPLED_TRACE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checker/explore/explorer.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/ids.h"

namespace checker {

// One execution's events in their order.
class SampledTrace {
 public:
  struct Event {
    Access access;
    uint32_t nth;   // of its task, from 1
    int count = 0;  // of a choice's values; else 0
  };

  void Add(const Event& event);

  size_t size() const { return events_.size(); }
  const Event& operator[](size_t i) const { return events_[i]; }
  // The nth event of `task`, or size().
  size_t Find(TaskId task, uint32_t nth) const;

 private:
  std::vector<Event> events_;
  std::vector<std::vector<uint32_t>> of_;  // events by task
};

struct SampledTraces {
  std::vector<SampledTrace> traces;
  // Of the first traces, all unless they are long; equal if equivalent.
  std::vector<uint64_t> digests;
  // By trace, which steps it has, in whatever order: an index of the next.
  std::vector<size_t> step_sets;
  // How many traces have just these steps, about (other_orders.h).
  std::vector<double> orders;
  std::vector<std::string> task_labels;  // by TaskId
  uint64_t executions = 0;
};

// Draws traces, one half as PosStrategy does with this seed, the other as
// UrwStrategy does: what one of them hardly ever meets is common with the
// other. Executions that do not come to their end are left out. `budget` gives
// the longest execution, may interrupt, and says how long this may take.
class TraceSampling {
 public:
  TraceSampling(Explorer& explorer, uint64_t seed, const Budget& budget);
  ~TraceSampling();

  // So many more: kExecutions. Else why not.
  StopReason Draw(uint64_t count);
  const SampledTraces& sampled() const { return sampled_; }

 private:
  struct Samplers;
  class Notes;

  Explorer& explorer_;
  Budget budget_;
  const std::unique_ptr<Samplers> samplers_;
  SampledTraces sampled_;
};

// All at once.
SampledTraces SampleTraces(Explorer& explorer, uint64_t seed, uint64_t count,
                           const Budget& budget);

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_SAMPLED_TRACE_H_
