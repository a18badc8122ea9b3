// Adapts a callable to checker::Condition.

#ifndef DIORACE_CHECKER_SYNC_CONDITION_H_
#define DIORACE_CHECKER_SYNC_CONDITION_H_

#include <concepts>
#include <cstdint>
#include <utility>

#include "checker/runtime/operation.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

//   const When free([](uint64_t word) { return word == kFree; });
//   const Step step(*this, OpKind::kLock, location, {.condition = &free});
template <std::predicate<uint64_t> F>
class When final : public Condition {
 public:
  explicit When(F holds) : holds_(std::move(holds)) {}
  bool Holds(uint64_t word) const override { return holds_(word); }

 private:
  F holds_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_CONDITION_H_
