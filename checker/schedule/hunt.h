// Looks for one violation in executions of one body.
//
//   Hunt hunt(explorer, Hunt::Alike(found.violation), /*max_steps=*/10'000);
//   std::optional<FoundViolation> again = hunt.Try(strategy);
//   const Hunt::Result all = hunt.Search(strategy, /*max_executions=*/10'000);

#ifndef DIORACE_CHECKER_SCHEDULE_HUNT_H_
#define DIORACE_CHECKER_SCHEDULE_HUNT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <set>

#include "checker/explore/explorer.h"
#include "checker/runtime/execution.h"
#include "checker/runtime/strategy.h"
#include "checker/runtime/violation.h"

namespace checker {

class Hunt final : private ExecutionListener {
 public:
  // Which violations are looked for. Asked once for each Violation::Identity.
  using Wanted = std::function<bool(const Violation&)>;

  // Violations that a reader would call the same as this one.
  static Wanted Same(const Violation& violation);
  // The same but for which of several things of one name they concern
  // (Violation::Shape).
  static Wanted Alike(const Violation& violation);

  // Executions are cut after `max_steps`. Once `given_up`, which is asked
  // before each, Try and Search find nothing any more, soon.
  Hunt(
      Explorer& explorer, Wanted wanted, uint32_t max_steps,
      std::function<bool()> given_up = [] { return false; });

  // Runs once. What is found has no number and no strategy.
  std::optional<FoundViolation> Try(Strategy& strategy);
  // The same, for what the strategy learns, so also when it is given up.
  std::optional<FoundViolation> Follow(Strategy& strategy);

  bool given_up() const { return given_up_(); }

  struct Result {
    std::optional<FoundViolation> found;
    // Nothing was found, and the strategy has tried all that it wants to try,
    // each to its end.
    bool exhausted = false;
  };
  // Runs until the violation is found, the strategy ends, or executions() has
  // grown by `max_executions`.
  Result Search(Strategy& strategy, uint64_t max_executions);

  // The violation was met in the present execution.
  bool met() const { return found_.has_value(); }
  Explorer& explorer() const { return explorer_; }
  // All that were made so far.
  uint64_t executions() const { return executions_; }

 private:
  bool IsNew(uint64_t fingerprint) override;
  void OnViolation(const Violation& violation, uint32_t steps) override;
  ExecutionEnd Run(Strategy& strategy);

  Explorer& explorer_;
  const Wanted wanted_;
  const uint32_t max_steps_;
  const std::function<bool()> given_up_;
  std::optional<FoundViolation> found_;
  uint64_t fingerprint_ = 0;  // of what is reported now
  std::set<uint64_t> unwanted_;
  uint64_t executions_ = 0;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_HUNT_H_
