// One operation in progress, as sync types write it:
//
//   T Load(Location location = Location::current()) const {
//     Step step(*this, OpKind::kLoad, location);
//     step.Show(value_);
//     return value_;
//   }
//
// The constructor announces the operation and returns when it is its turn; what
// follows, until the destructor, is its effect. Test performed() before
// changing anything: it is false while the task is being unwound.

#ifndef DIORACE_CHECKER_RUNTIME_STEP_H_
#define DIORACE_CHECKER_RUNTIME_STEP_H_

#include <string>
#include <utility>

#include "absl/base/optimization.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/object.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/value_text.h"

namespace checker {

class Step {
 public:
  Step(const Object& object, OpKind kind, Location location)
      : Step(Operation{.kind = kind, .location = location}, object) {}

  // For operations with a range, a condition or flags; `operation.object` is
  // filled in.
  Step(Operation operation, const Object& object)
      : executor_(Executor::Current()), operation_(operation) {
    operation_.object = object.id();
    operation_.word = &object.word();
    performed_ = executor_.Begin(operation_);
  }

  ~Step() {
    if (ABSL_PREDICT_FALSE(executor_.concurrent())) executor_.End();
  }

  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  bool performed() const { return performed_; }
  Executor& executor() const { return executor_; }
  const Operation& operation() const { return operation_; }

  // Tells who compares states what the object holds now, as a number; for
  // operations that change it.
  template <typename F>
  void Leaves(F digest) const {
    if (ABSL_PREDICT_FALSE(executor_.observing()) && performed_)
      executor_.ObserveState(operation_.object, digest());
  }

  // Says in timelines what the operation read or wrote.
  template <typename T>
  void Show(const T& value) const {
    if (ABSL_PREDICT_FALSE(executor_.observing()) && performed_)
      executor_.ObserveValue(ValueText(value));
  }

 private:
  Executor& executor_;
  Operation operation_;
  bool performed_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_STEP_H_
