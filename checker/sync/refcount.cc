#include "checker/sync/refcount.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/step.h"

namespace checker {

Refcount::Refcount(const Name& name, int value)
    : Object(name, static_cast<uint64_t>(value)) {
  Holds([this] { return contents(); });
}

Contents Refcount::contents() const {
  return TextContents(sort::kReferences, absl::StrCat(Peek()));
}

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
  step.Leaves([this] { return word_; }, [this] { return contents(); });
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
  step.Leaves([this] { return word_; }, [this] { return contents(); });
  return word_ == 0;
}

}  // namespace checker
