// Adapts a callable to checker::Condition.

#ifndef DIORACE_CHECKER_SYNC_CONDITION_H_
#define DIORACE_CHECKER_SYNC_CONDITION_H_

#include <concepts>
#include <utility>

#include "checker/runtime/operation.h"

namespace checker {

//   const When unlocked([this] { return !locked_; });
//   Step step(Operation{.kind = OpKind::kLock, .condition = &unlocked,
//   .location = location}, *this);
template <std::predicate F>
class When final : public Condition {
 public:
  explicit When(F holds) : holds_(std::move(holds)) {}
  bool Holds() const override { return holds_(); }

 private:
  F holds_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_CONDITION_H_
