// How many interleavings a body has, estimated before all are tried.
//
//   Explorer explorer(body);
//   std::optional<SizeEstimate> size =
//       EstimateInterleavings(explorer, /*seed=*/1);
//   size->low … size->high   // holds the true number in 95 of 100 cases
//
// Random probes of the tree that DepthFirstStrategy walks: a probe descends to
// an end, and counts 1 / the probability of having come there. The mean of that
// over all probes is the number of leaves, whatever the probabilities are; but
// the less they have to do with the sizes of subtrees, the rarer and larger are
// the counts that matter. With all tasks equally likely, a task of 24 steps
// beside one of a single step needs millions of probes for the first digit.
//
// So the first probes, which do not count, learn sizes. What each task has done
// so far mostly determines what can follow, in whatever order it was done; so
// they keep a size for each such state: the sum of those of the states that
// follow it, at the end 1. Where that is not known, tasks are drawn by the
// steps that they have left (StepForecast). What was learnt wrongly makes the
// interval wider, not wrong.
//
// Deterministic: how many probes are made depends on their counts, not on time.
// What no probe has met is not in the interval: a branch taken in one execution
// of a million that opens many more.
//
// Source: Knuth, "Estimating the efficiency of backtrack programs", Mathematics
// of Computation 29, 1975.

#ifndef DIORACE_CHECKER_EXPLORE_ESTIMATE_H_
#define DIORACE_CHECKER_EXPLORE_ESTIMATE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/explore/explorer.h"
#include "checker/explore/split_mix.h"
#include "checker/explore/step_forecast.h"
#include "checker/runtime/strategy.h"

namespace checker {

// Makes probes: first some that teach, and after StartCounting those that
// count.
class ProbeStrategy final : public Strategy {
 public:
  explicit ProbeStrategy(uint64_t seed) : random_(seed) {}

  absl::string_view name() const override { return "probe"; }
  // An execution goes on after a violation, as it does in what is estimated.
  bool exhaustive() const override { return true; }
  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  void FinishExecution() override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override {
    forecast_.OnSpawn(parent, child);
  }

  // The exploration ends after so many more.
  void Extend(uint32_t probes) { wanted_ += probes; }
  void StartCounting() { counting_ = true; }
  // Of each probe since StartCounting.
  absl::Span<const double> counts() const { return counts_; }

 private:
  // What can come next at one point of a probe.
  struct Branch {
    uint64_t state;  // that it leads to
    double guess;    // its size, in an unknown unit
  };
  struct Point {
    uint64_t state;
    size_t branches_end;  // its branches begin where those of the one before it
                          // end
  };

  uint64_t After(TaskId task, uint64_t what) const;
  size_t Draw(size_t begin);
  void Learn();

  SplitMix64 random_;
  uint32_t wanted_ = 0;
  bool counting_ = false;
  double count_ = 1;                              // of the present probe
  std::array<uint64_t, kMaxTasks> history_ = {};  // digest of each task's steps
  uint64_t state_ = 0;                            // digest of all
  std::vector<Point> points_;
  std::vector<Branch> branches_;
  std::vector<double> weights_;                  // of Draw
  absl::flat_hash_map<uint64_t, double> sizes_;  // by state; never iterated
  StepForecast forecast_;
  StepForecast::Totals totals_ = {};
  StepForecast::Totals taken_ = {};  // in this execution
  std::vector<double> counts_;
};

// The mean of `counts`, one or more of independent probes, and a 95 % interval.
SizeEstimate IntervalOf(absl::Span<const double> counts);

// None if there are more than a double holds. `max_steps` as in Budget. Stops
// early, with a wider interval or none, if `interrupted` is set.
std::optional<SizeEstimate> EstimateInterleavings(
    Explorer& explorer, uint64_t seed, uint32_t max_steps = 100'000,
    const std::atomic<bool>* interrupted = nullptr);

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_ESTIMATE_H_
