#include "checker/sync/mutex.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/step.h"

namespace checker {

struct BasicLock::IsFree final : Condition {
  explicit IsFree(const BasicLock& lock) : lock(lock) {}
  bool Holds(uint64_t word) const override { return word == kFree; }
  Operation Cause() const override {
    return {.kind = OpKind::kLock,
            .task = lock.PeekOwner(),
            .object = lock.id(),
            .location = lock.taken_at_};
  }

  const BasicLock& lock;
};

void BasicLock::Lock(Location location) {
  const IsFree free(*this);
  const Step step(*this, OpKind::kLock, location,
                  {.condition = &free, .may_sleep = sleeps_});
  if (!step.performed()) return;
  Take(step.executor(), location);
  step.Leaves([this] { return word_; }, [this] { return contents(); });
}

bool BasicLock::TryLock(Location location) {
  const IsFree free(*this);
  const Step step(*this, OpKind::kTryLock, location, {.condition = &free});
  // While the task is unwound it gets every lock, so that no loop waits for
  // one.
  const bool taken = !step.performed() || word_ == kFree;
  if (taken && step.performed()) Take(step.executor(), location);
  step.Show(taken);
  step.Leaves([this] { return word_; }, [this] { return contents(); });
  return taken;
}

void BasicLock::Take(Executor& executor, Location location) {
  taken_at_ = location;
  word_ = Index(executor.self()) + 1;
  executor.Acquire(clock_);
  if (!sleeps_) executor.AddAtomicDepth(+1);
}

Contents BasicLock::contents() const {
  return TextContents(
      sort::kLocks,
      word_ == kFree ? "free"
                     : absl::StrCat("held by ", Executor::Current().task_label(
                                                    PeekOwner())));
}

void BasicLock::Unlock(Location location) {
  const Step step(*this, OpKind::kUnlock, location);
  if (!step.performed()) return;
  Executor& executor = step.executor();
  if (PeekOwner() != executor.self()) {
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
  word_ = kFree;
  step.Leaves([this] { return word_; }, [this] { return contents(); });
}

}  // namespace checker
