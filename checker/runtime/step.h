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
#include "checker/runtime/tsan.h"
#include "checker/runtime/uninstrumented.h"
#include "checker/runtime/value_text.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

class Step {
 public:
  Step(const Object& object, OpKind kind, Location location)
      : Step(object, kind, location, {}) {}

  // What few operations have.
  struct Details {
    ByteRange range = {};
    const Condition* condition = nullptr;
    bool may_sleep = false;
  };
  Step(const Object& object, OpKind kind, Location location,
       const Details& details)
      : executor_(Executor::Current()), operation_(executor_.next_operation()) {
    Operation& operation = executor_.next_operation();
    operation.kind = kind;
    operation.may_sleep = details.may_sleep;
    operation.object = object.id();
    operation.range = details.range;
    operation.condition = details.condition;
    operation.word = &object.word();
    operation.location = location;
    performed_ = executor_.Begin();
  }

  // A defaulted one would be instrumented (uninstrumented.h).
  ~Step() {}  // NOLINT(modernize-use-equals-default)

  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  bool performed() const { return performed_; }
  Executor& executor() const { return executor_; }
  const Operation& operation() const { return operation_; }

  // Tells who observes what the object holds now: a number for who compares
  // states, and Contents for people. For operations that change it.
  template <typename D, typename C>
  void Leaves(D digest, C contents) const {
    if (!observed()) return;
    executor_.ObserveState(operation_.object, digest());
    executor_.ObserveContents(operation_.object, {}, contents);
  }

  // Whether somebody looks at what Show and Leaves tell.
  bool observed() const {
    return ABSL_PREDICT_FALSE(executor_.observing()) && performed_;
  }

  // Says in timelines what the operation read or wrote.
  template <typename T>
  [[gnu::always_inline]] void Show(const T& value) const {
    if (observed()) executor_.ObserveValue(ValueText(value));
  }

 private:
  // What follows, until the destructor, is the object's own business.
  [[no_unique_address]] TsanIgnore ignore_;
  Executor& executor_;
  const Operation& operation_;
  bool performed_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_STEP_H_
