// A plain variable that tasks share.
//
//   Shared<int> count("count", 0);
//   count.Write(count.Read() + 1);   // two steps: another task may run between
//   them
//
// Like a plain variable in C++ or the kernel, it must be protected: two
// accesses that synchronisation does not order, one of them a write, are a data
// race, found by happens-before whether or not they come close in this
// schedule. For racy accesses that are meant, use Atomic.

#ifndef DIORACE_CHECKER_SYNC_SHARED_H_
#define DIORACE_CHECKER_SYNC_SHARED_H_

#include <utility>

#include "checker/runtime/contents.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/object.h"
#include "checker/runtime/step.h"
#include "checker/runtime/sync_clock.h"
#include "checker/runtime/uninstrumented.h"
#include "checker/runtime/value_text.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

template <typename T>
class Shared : public Object {
 public:
  explicit Shared(const Name& name, T value = T())
      : Object(name), value_(std::move(value)) {
    Holds([this] { return contents(); });
  }

  T Read(Location location = Location::current()) const {
    Step step(*this, OpKind::kRead, location);
    if (step.performed()) CheckRace(step);
    step.Show(value_);
    return value_;
  }

  void Write(T value, Location location = Location::current()) {
    Step step(*this, OpKind::kWrite, location);
    if (!step.performed()) return;
    CheckRace(step);
    value_ = std::move(value);
    step.Show(value_);
    step.Leaves([this] { return Digest(ValueText(value_)); },
                [this] { return contents(); });
  }

  // Like Read and Write for an access that is meant to race, as the kernel's
  // data_race() marks it.
  T RacyRead(Location location = Location::current()) const {
    Step step(*this, OpKind::kRead, location);
    step.Show(value_);
    return value_;
  }

  // The value without an operation: for oracles after JoinAll or
  // AwaitQuiescence.
  const T& Peek() const { return value_; }

 private:
  void CheckRace(const Step& step) const {
    step.executor().CheckRace(shadow_, step.operation(), &value_,
                              sizeof value_);
  }
  Contents contents() const {
    return TextContents(sort::kValues, ValueText(value_));
  }

  T value_;
  mutable RaceShadow shadow_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_SHARED_H_
