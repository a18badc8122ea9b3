#include "checker/sync/wait_queue.h"

#include <algorithm>

#include "checker/runtime/digest.h"
#include "checker/runtime/step.h"
#include "checker/sync/condition.h"

namespace checker {

void WaitQueue::PrepareToWait(Location location) {
  const Step step(*this, OpKind::kPrepareToWait, location);
  if (!step.performed()) return;
  const TaskId self = step.executor().self();
  word_ &= ~TaskSet::Of(self).bits();
  if (std::find(waiting_.begin(), waiting_.begin() + count_, self) ==
      waiting_.begin() + count_) {
    waiting_[count_++] = self;
  }
  step.Leaves([this] { return Digest(); });
}

void WaitQueue::Sleep(Location location) {
  const TaskId self = Executor::Current().self();
  const When woken(
      [self](uint64_t word) { return TaskSet::FromBits(word).Contains(self); });
  const Step step(*this, OpKind::kSleep, location,
                  {.condition = &woken, .may_sleep = true});
  if (step.performed()) step.executor().Acquire(clock_);
}

void WaitQueue::FinishWait(Location location) {
  const Step step(*this, OpKind::kFinishWait, location);
  if (!step.performed()) return;
  Remove(step.executor().self());
  step.Leaves([this] { return Digest(); });
}

void WaitQueue::WakeOne(Location location) {
  const Step step(*this, OpKind::kWake, location);
  if (!step.performed()) return;
  step.executor().Release(clock_);
  const auto sleeper =
      std::find_if(waiting_.begin(), waiting_.begin() + count_,
                   [this](TaskId task) { return !woken().Contains(task); });
  if (sleeper != waiting_.begin() + count_)
    word_ |= TaskSet::Of(*sleeper).bits();
  step.Leaves([this] { return Digest(); });
}

void WaitQueue::WakeAll(Location location) {
  const Step step(*this, OpKind::kWake, location);
  if (!step.performed()) return;
  step.executor().Release(clock_);
  for (size_t i = 0; i < count_; ++i) word_ |= TaskSet::Of(waiting_[i]).bits();
  step.Leaves([this] { return Digest(); });
}

void WaitQueue::Remove(TaskId task) {
  word_ &= ~TaskSet::Of(task).bits();
  const auto end =
      std::remove(waiting_.begin(), waiting_.begin() + count_, task);
  count_ = end - waiting_.begin();
}

uint64_t WaitQueue::Digest() const {
  uint64_t digest = word_;
  for (size_t i = 0; i < count_; ++i)
    digest = Combine(digest, Index(waiting_[i]));
  return digest;
}

void Completion::Complete(Location location) { Signal(1, location); }

void Completion::CompleteAll(Location location) { Signal(kAll, location); }

void Completion::Signal(uint64_t change, Location location) {
  const Step step(*this,
                  change == kAll ? OpKind::kCompleteAll : OpKind::kComplete,
                  location);
  if (!step.performed()) return;
  step.executor().Release(clock_);
  if (change == kAll) {
    word_ |= kAll;
  } else {
    ++word_;
  }
  step.Leaves([this] { return word_; });
}

void Completion::Wait(Location location) {
  const When done([](uint64_t word) { return word != 0; });
  const Step step(*this, OpKind::kWaitFor, location,
                  {.condition = &done, .may_sleep = true});
  if (!step.performed()) return;
  step.executor().Acquire(clock_);
  if ((word_ & kAll) == 0) --word_;
  step.Leaves([this] { return word_; });
}

}  // namespace checker
