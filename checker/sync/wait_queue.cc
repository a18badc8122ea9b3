#include "checker/sync/wait_queue.h"

#include <algorithm>

#include "checker/runtime/step.h"
#include "checker/sync/condition.h"

namespace checker {

void WaitQueue::PrepareToWait(Location location) {
  const Step step(*this, OpKind::kPrepareToWait, location);
  if (!step.performed()) return;
  const TaskId self = step.executor().self();
  woken_.Remove(self);
  if (std::find(waiting_.begin(), waiting_.begin() + count_, self) ==
      waiting_.begin() + count_) {
    waiting_[count_++] = self;
  }
}

void WaitQueue::Sleep(Location location) {
  const TaskId self = Executor::Current().self();
  const When woken([this, self] { return woken_.Contains(self); });
  const Step step(Operation{.kind = OpKind::kSleep,
                            .may_sleep = true,
                            .condition = &woken,
                            .location = location},
                  *this);
  if (step.performed()) step.executor().Acquire(clock_);
}

void WaitQueue::FinishWait(Location location) {
  const Step step(*this, OpKind::kFinishWait, location);
  if (!step.performed()) return;
  Remove(step.executor().self());
}

void WaitQueue::WakeOne(Location location) {
  const Step step(*this, OpKind::kWake, location);
  if (!step.performed()) return;
  step.executor().Release(clock_);
  const auto sleeper =
      std::find_if(waiting_.begin(), waiting_.begin() + count_,
                   [this](TaskId task) { return !woken_.Contains(task); });
  if (sleeper != waiting_.begin() + count_) woken_.Add(*sleeper);
}

void WaitQueue::WakeAll(Location location) {
  const Step step(*this, OpKind::kWake, location);
  if (!step.performed()) return;
  step.executor().Release(clock_);
  for (size_t i = 0; i < count_; ++i) woken_.Add(waiting_[i]);
}

void WaitQueue::Remove(TaskId task) {
  woken_.Remove(task);
  const auto end =
      std::remove(waiting_.begin(), waiting_.begin() + count_, task);
  count_ = end - waiting_.begin();
}

void Completion::Complete(Location location) {
  Signal(/*all=*/false, location);
}

void Completion::CompleteAll(Location location) {
  Signal(/*all=*/true, location);
}

void Completion::Signal(bool all, Location location) {
  const Step step(*this, OpKind::kComplete, location);
  if (!step.performed()) return;
  step.executor().Release(clock_);
  ++done_;
  all_ |= all;
}

void Completion::Wait(Location location) {
  const When done([this] { return all_ || done_ > 0; });
  const Step step(Operation{.kind = OpKind::kAwait,
                            .may_sleep = true,
                            .condition = &done,
                            .location = location},
                  *this);
  if (!step.performed()) return;
  step.executor().Acquire(clock_);
  if (!all_) --done_;
}

}  // namespace checker
