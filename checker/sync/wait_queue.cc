#include "checker/sync/wait_queue.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/step.h"
#include "checker/sync/condition.h"

namespace checker {

class WaitQueue::IsWoken final : public Condition {
 public:
  IsWoken(const WaitQueue& queue, TaskId self) : queue_(queue), self_(self) {}
  bool Holds(uint64_t word) const override {
    return TaskSet::FromBits(word).Contains(self_);
  }
  Operation Cause() const override {
    const WakeUp missed = queue_.MissedBy(self_);
    return {.kind = OpKind::kWake,
            .task = missed.by,
            .object = queue_.id(),
            .location = missed.location};
  }

 private:
  const WaitQueue& queue_;
  const TaskId self_;
};

WaitQueue::WaitQueue(const Name& name) : Object(name) {
  Holds([this] { return contents(); });
}

void WaitQueue::PrepareToWait(Location location) {
  const Step step(*this, OpKind::kPrepareToWait, location);
  if (!step.performed()) return;
  const TaskId self = step.executor().self();
  Waiter* waiter = Find(self);
  if (waiter == nullptr) {
    waiter = &waiting_[count_++];
    *waiter = {self, false, late_.Contains(self) ? lost_ : WakeUp()};
  } else if (woken().Contains(self) && !waiter->has_slept) {
    waiter->missed = last_;
  }
  waiter->has_slept = false;
  word_ &= ~TaskSet::Of(self).bits();
  Left(step);
}

void WaitQueue::Sleep(Location location) {
  const TaskId self = Executor::Current().self();
  const IsWoken woken(*this, self);
  const Step step(*this, OpKind::kSleep, location,
                  {.condition = &woken, .may_sleep = true});
  if (!step.performed()) return;
  step.executor().Acquire(clock_);
  late_.Remove(self);
  Waiter* const waiter = Find(self);
  waiter->has_slept = true;
  waiter->missed = {};
}

void WaitQueue::FinishWait(Location location) {
  const Step step(*this, OpKind::kFinishWait, location);
  if (!step.performed()) return;
  const TaskId self = step.executor().self();
  late_.Remove(self);
  word_ &= ~TaskSet::Of(self).bits();
  if (Waiter* const waiter = Find(self); waiter != nullptr) {
    std::copy(waiter + 1, waiting_.data() + count_, waiter);
    --count_;
  }
  Left(step);
}

void WaitQueue::WakeOne(Location location) {
  const Step step(*this, OpKind::kWake, location);
  if (!step.performed()) return;
  step.executor().Release(clock_);
  last_ = {step.executor().self(), location};
  const absl::Span<Waiter> all = waiting();
  const auto sleeper = std::find_if(
      all.begin(), all.end(),
      [&](const Waiter& waiter) { return !woken().Contains(waiter.task); });
  if (sleeper != all.end()) {
    word_ |= TaskSet::Of(sleeper->task).bits();
  } else {
    Lose();
  }
  Left(step);
}

void WaitQueue::WakeAll(Location location) {
  const Step step(*this, OpKind::kWake, location);
  if (!step.performed()) return;
  step.executor().Release(clock_);
  last_ = {step.executor().self(), location};
  for (const Waiter& waiter : waiting())
    word_ |= TaskSet::Of(waiter.task).bits();
  Lose();
  Left(step);
}

WaitQueue::Waiter* WaitQueue::Find(TaskId task) {
  Waiter* const end = waiting_.data() + count_;
  Waiter* const found = std::find_if(
      waiting_.data(), end,
      [task](const Waiter& waiter) { return waiter.task == task; });
  return found == end ? nullptr : found;
}

WaitQueue::WakeUp WaitQueue::MissedBy(TaskId task) const {
  for (const Waiter& waiter : waiting()) {
    if (waiter.task == task) return waiter.missed;
  }
  return late_.Contains(task) ? lost_ : WakeUp();
}

void WaitQueue::Lose() {
  lost_ = last_;
  late_ = TaskSet::FromBits(~uint64_t{0});
  for (const Waiter& waiter : waiting()) late_.Remove(waiter.task);
}

uint64_t WaitQueue::Digest() const {
  uint64_t digest = word_;
  for (const Waiter& waiter : waiting())
    digest = Combine(digest, Index(waiter.task));
  return digest;
}

Contents WaitQueue::contents() const {
  const auto name = [this](std::string* out, const Waiter& waiter) {
    absl::StrAppend(out, Executor::Current().task_label(waiter.task),
                    woken().Contains(waiter.task) ? " (woken)" : "");
  };
  return TextContents(
      sort::kWaiters,
      count_ == 0 ? "none" : absl::StrJoin(waiting(), ", ", name));
}

void WaitQueue::Left(const Step& step) const {
  step.Leaves([this] { return Digest(); }, [this] { return contents(); });
}

Contents Completion::contents() const {
  return TextContents(sort::kWaiters,
                      word_ == 0 ? "not complete"
                      : (word_ & kAll) != 0
                          ? "complete for all"
                          : absl::StrCat("complete, ", word_, " to consume"));
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
  step.Leaves([this] { return word_; }, [this] { return contents(); });
}

void Completion::Wait(Location location) {
  const When done([](uint64_t word) { return word != 0; });
  const Step step(*this, OpKind::kWaitFor, location,
                  {.condition = &done, .may_sleep = true});
  if (!step.performed()) return;
  step.executor().Acquire(clock_);
  if ((word_ & kAll) == 0) --word_;
  step.Leaves([this] { return word_; }, [this] { return contents(); });
}

}  // namespace checker
