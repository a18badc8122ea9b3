#include "checker/sync/rw_lock.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/step.h"

namespace checker {

class RwLock::IsAvailable final : public Condition {
 public:
  IsAvailable(const RwLock& lock, bool shared) : lock_(lock), shared_(shared) {}

  bool Holds(uint64_t word) const override {
    return shared_ ? (word & kExclusive) == 0 : word == 0;
  }
  // Of those who share the lock none is named.
  Operation Cause() const override {
    if (!lock_.exclusive()) return {};
    return {.kind = OpKind::kLock,
            .task = lock_.PeekOwner(),
            .object = lock_.id(),
            .location = lock_.taken_at_};
  }

 private:
  const RwLock& lock_;
  const bool shared_;
};

void RwLock::Take(Executor& executor, bool shared, Location location) {
  executor.Acquire(clock_);
  if (shared) {
    ++word_;
    return;
  }
  taken_at_ = location;
  word_ = kExclusive | (Index(executor.self()) + 1);
}

void RwLock::Acquire(bool shared, Location location) {
  const IsAvailable available(*this, shared);
  const Step step(*this, OpKind::kLock, location,
                  {.condition = &available, .may_sleep = true});
  if (!step.performed()) return;
  Take(step.executor(), shared, location);
  step.Leaves([this] { return word_; }, [this] { return contents(); });
}

bool RwLock::Try(bool shared, Location location) {
  const IsAvailable available(*this, shared);
  const Step step(*this, OpKind::kTryLock, location, {.condition = &available});
  const bool taken = !step.performed() || available.Holds(word_);
  if (taken && step.performed()) Take(step.executor(), shared, location);
  step.Show(taken);
  step.Leaves([this] { return word_; }, [this] { return contents(); });
  return taken;
}

bool RwLock::Release(const Step& step, bool shared) {
  Executor& executor = step.executor();
  const bool held = shared ? PeekShared() > 0 : PeekOwner() == executor.self();
  if (!held) {
    executor.Fail(
        {.kind = violation_kind::kLockMisuse,
         .oracle = "lock_owner",
         .object = id(),
         .first = step.operation()},
        [] {
          return std::string("unlock of a lock that the task does not hold");
        });
    return false;
  }
  executor.Release(clock_);
  word_ = shared ? word_ - 1 : 0;
  return true;
}

Contents RwLock::contents() const {
  std::string text = "free";
  if (exclusive()) {
    text =
        absl::StrCat("held by ", Executor::Current().task_label(PeekOwner()));
  } else if (word_ != 0) {
    text = absl::StrCat("shared by ", word_);
  }
  return TextContents(sort::kLocks, std::move(text));
}

void RwLock::Lock(Location location) { Acquire(/*shared=*/false, location); }

bool RwLock::TryLock(Location location) {
  return Try(/*shared=*/false, location);
}

void RwLock::LockShared(Location location) {
  Acquire(/*shared=*/true, location);
}

bool RwLock::TryLockShared(Location location) {
  return Try(/*shared=*/true, location);
}

void RwLock::Unlock(Location location) {
  const Step step(*this, OpKind::kUnlock, location);
  if (!step.performed() || !Release(step, /*shared=*/false)) return;
  step.Leaves([this] { return word_; }, [this] { return contents(); });
}

void RwLock::UnlockShared(Location location) {
  const Step step(*this, OpKind::kUnlock, location);
  if (!step.performed() || !Release(step, /*shared=*/true)) return;
  step.Leaves([this] { return word_; }, [this] { return contents(); });
}

void RwLock::Demote(Location location) {
  const Step step(*this, OpKind::kUnlock, location);
  if (!step.performed() || !Release(step, /*shared=*/false)) return;
  word_ = 1;
  step.Leaves([this] { return word_; }, [this] { return contents(); });
}

}  // namespace checker
