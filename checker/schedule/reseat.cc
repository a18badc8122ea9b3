#include "checker/schedule/reseat.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "checker/explore/dpor.h"
#include "checker/runtime/execution.h"
#include "checker/schedule/guidance.h"
#include "checker/schedule/nearest_first.h"
#include "checker/schedule/schedule_file.h"

namespace checker {
namespace {

// How much of the budget the nearest interleavings may use.
constexpr uint64_t kShare = 4;
constexpr uint64_t kMostNearest = 20'000;

// Keeps the first execution that shows the recorded violation.
class Lookout final : public ExecutionListener {
 public:
  Lookout(const Execution& execution, const Schedule& schedule)
      : execution_(execution), schedule_(schedule) {}

  bool IsNew(uint64_t fingerprint) override {
    return !found_.has_value() && seen_.insert(fingerprint).second;
  }
  void OnViolation(const Violation& violation, uint32_t) override {
    if (IsRecordedViolation(violation, schedule_))
      found_ = FoundViolation{violation, execution_.decisions()};
  }
  bool found() const { return found_.has_value(); }
  std::optional<FoundViolation> Take() { return std::move(found_); }

 private:
  const Execution& execution_;
  const Schedule& schedule_;
  std::optional<FoundViolation> found_;
  absl::flat_hash_set<uint64_t> seen_;  // never iterated
};

class Search {
 public:
  Search(Explorer& explorer, const Schedule& schedule, const Budget& budget)
      : explorer_(explorer),
        budget_(budget),
        start_(absl::Now()),
        lookout_(explorer.execution(), schedule) {}

  // Runs `strategy` until there is nothing left to try, or the violation was
  // met, or the budget is used up. Returns whether it has tried everything, to
  // the end.
  bool Run(Strategy& strategy, uint64_t executions, absl::Duration time) {
    bool cut = false;
    while (true) {
      if (const auto stop = Stopped(executions, time); stop.has_value()) {
        result_.stop = *stop;
        return false;
      }
      if (!strategy.StartExecution()) break;
      const ExecutionResult result =
          explorer_.execution().Run(explorer_.body(), strategy,
                                    {.max_steps = budget_.max_steps}, lookout_);
      strategy.FinishExecution();
      ++result_.executions;
      cut |= result.end == ExecutionEnd::kStepBound;
      if (!strategy.divergence().empty()) {
        result_.outcome = Reseating::Outcome::kDiverged;
        result_.error = std::string(strategy.divergence());
        return false;
      }
      if (!lookout_.found()) continue;
      result_.outcome = Reseating::Outcome::kFound;
      result_.found = lookout_.Take();
      result_.found->execution = result_.executions;
      result_.found->strategy = std::string(strategy.name());
      return false;
    }
    result_.stop = StopReason::kExhausted;
    return !cut && !strategy.left_out();
  }

  // Whether it is known what comes of it.
  bool over() const {
    return result_.outcome != Reseating::Outcome::kCutShort ||
           result_.stop == StopReason::kInterrupted;
  }

  Reseating& result() { return result_; }

 private:
  std::optional<StopReason> Stopped(uint64_t executions,
                                    absl::Duration time) const {
    if (budget_.interrupted != nullptr &&
        budget_.interrupted->load(std::memory_order_relaxed))
      return StopReason::kInterrupted;
    if (result_.executions >= executions) return StopReason::kExecutions;
    if (time != absl::InfiniteDuration() && absl::Now() - start_ >= time)
      return StopReason::kTime;
    return std::nullopt;
  }

  Explorer& explorer_;
  const Budget& budget_;
  const absl::Time start_;
  Lookout lookout_;
  Reseating result_;
};

}  // namespace

bool IsRecordedViolation(const Violation& violation, const Schedule& schedule) {
  return WithoutOccurrences(violation.Identity()) ==
         WithoutOccurrences(ViolationIdentity(schedule));
}

Reseating Reseat(Explorer& explorer, const Schedule& schedule,
                 const Budget& budget) {
  Search search(explorer, schedule, budget);
  NearestFirstStrategy nearest(schedule);
  const uint64_t share =
      std::clamp<uint64_t>(budget.max_executions / kShare, 1, kMostNearest);
  search.Run(nearest, share, budget.time_limit / kShare);
  Reseating& result = search.result();
  if (result.found.has_value()) result.deviations = nearest.deviations();
  if (search.over()) return result;
  // Also if that was all: only a search that recognises what it repeats
  // proves something.
  DporStrategy all;
  if (search.Run(all, budget.max_executions, budget.time_limit))
    result.outcome = Reseating::Outcome::kProvedGone;
  return result;
}

}  // namespace checker
