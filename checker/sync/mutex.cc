#include "checker/sync/mutex.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/step.h"
#include "checker/sync/condition.h"

namespace checker {

void BasicLock::Lock(Location location) {
  const When unlocked([this] { return owner_ == kNoTask; });
  const Step step(Operation{.kind = OpKind::kLock,
                            .may_sleep = sleeps_,
                            .condition = &unlocked,
                            .location = location},
                  *this);
  if (step.performed()) Take(step.executor());
}

bool BasicLock::TryLock(Location location) {
  const Step step(*this, OpKind::kTryLock, location);
  // While the task is unwound it gets every lock, so that no loop waits for
  // one.
  const bool taken = !step.performed() || owner_ == kNoTask;
  if (taken && step.performed()) Take(step.executor());
  step.Show(taken);
  return taken;
}

void BasicLock::Take(Executor& executor) {
  owner_ = executor.self();
  executor.Acquire(clock_);
  if (!sleeps_) executor.AddAtomicDepth(+1);
}

void BasicLock::Unlock(Location location) {
  const Step step(*this, OpKind::kUnlock, location);
  if (!step.performed()) return;
  Executor& executor = step.executor();
  if (owner_ != executor.self()) {
    executor.Fail(
        {.kind = violation_kind::kLockMisuse,
         .oracle = "lock_owner",
         .object = id(),
         .first = step.operation()},
        [&] {
          return std::string("unlock of a lock that the task does not hold");
        });
    return;
  }
  executor.Release(clock_);
  if (!sleeps_) executor.AddAtomicDepth(-1);
  owner_ = kNoTask;
}

}  // namespace checker
