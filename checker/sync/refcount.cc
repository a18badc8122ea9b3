#include "checker/sync/refcount.h"

#include <string>

#include "checker/runtime/step.h"

namespace checker {

void Refcount::Get(Location location) {
  const Step step(*this, OpKind::kGet, location);
  if (!step.performed()) return;
  if (Peek() <= 0) {
    step.executor().Fail(
        {.kind = violation_kind::kRefcount,
         .oracle = "get_from_zero",
         .object = id(),
         .first = step.operation()},
        [] {
          return std::string(
              "a reference was taken to something that nobody holds any more");
        });
    return;
  }
  ++word_;
  step.Show(Peek());
  step.Leaves([this] { return word_; });
}

bool Refcount::Put(Location location) {
  const Step step(*this, OpKind::kPut, location);
  if (!step.performed()) return false;
  if (Peek() <= 0) {
    step.executor().Fail(
        {.kind = violation_kind::kRefcount,
         .oracle = "underflow",
         .object = id(),
         .first = step.operation()},
        [] { return std::string("a reference was dropped that nobody held"); });
    return false;
  }
  step.executor().Release(clock_);
  --word_;
  if (word_ == 0) step.executor().Acquire(clock_);
  step.Show(Peek());
  step.Leaves([this] { return word_; });
  return word_ == 0;
}

}  // namespace checker
