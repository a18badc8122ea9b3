#include "checker/schedule/hunt.h"

#include <string>
#include <utility>

namespace checker {

Hunt::Wanted Hunt::Same(const Violation& violation) {
  return [identity = violation.Identity()](const Violation& other) {
    return other.Identity() == identity;
  };
}

Hunt::Wanted Hunt::Alike(const Violation& violation) {
  return [shape = violation.Shape()](const Violation& other) {
    return other.Shape() == shape;
  };
}

Hunt::Hunt(Explorer& explorer, Wanted wanted, uint32_t max_steps,
           std::function<bool()> given_up)
    : explorer_(explorer),
      wanted_(std::move(wanted)),
      max_steps_(max_steps),
      given_up_(std::move(given_up)) {}

bool Hunt::IsNew(uint64_t fingerprint) {
  fingerprint_ = fingerprint;
  return !met() && !unwanted_.contains(fingerprint);
}

void Hunt::OnViolation(const Violation& violation, uint32_t) {
  if (wanted_(violation)) {
    found_ = FoundViolation{violation, explorer_.execution().decisions()};
  } else {
    unwanted_.insert(fingerprint_);
  }
}

ExecutionEnd Hunt::Run(Strategy& strategy) {
  ++executions_;
  const ExecutionResult result = explorer_.execution().Run(
      explorer_.body(), strategy, {.max_steps = max_steps_}, *this);
  strategy.FinishExecution();
  return result.end;
}

std::optional<FoundViolation> Hunt::Try(Strategy& strategy) {
  return given_up() ? std::nullopt : Follow(strategy);
}

std::optional<FoundViolation> Hunt::Follow(Strategy& strategy) {
  found_.reset();
  if (!strategy.StartExecution()) return std::nullopt;
  Run(strategy);
  return std::exchange(found_, std::nullopt);
}

Hunt::Result Hunt::Search(Strategy& strategy, uint64_t max_executions) {
  const uint64_t end = executions_ + max_executions;
  bool whole = true;
  while (executions_ < end && !given_up()) {
    found_.reset();
    if (!strategy.StartExecution())
      return {.found = std::nullopt, .exhausted = whole};
    whole &= Run(strategy) != ExecutionEnd::kStepBound;
    if (met())
      return {.found = std::exchange(found_, std::nullopt), .exhausted = false};
    if (!strategy.divergence().empty()) break;
  }
  return {};
}

}  // namespace checker
