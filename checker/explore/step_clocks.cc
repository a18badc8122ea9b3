#include "checker/explore/step_clocks.h"

#include <algorithm>

namespace checker {
namespace {

template <typename Clock>
void Join(const Clock& other, Clock& into) {
  for (size_t i = 0; i < kMaxTasks; ++i) into[i] = std::max(into[i], other[i]);
}

bool Same(const Access& a, const Access& b) {
  return a.task == b.task && a.kind == b.kind && a.effect == b.effect &&
         a.object == b.object && a.owner == b.owner &&
         a.range.begin == b.range.begin && a.range.end == b.range.end &&
         a.level == b.level;
}

bool Same(const StepClocks::Cause& a, const StepClocks::Cause& b) {
  return a.kind == b.kind && a.task == b.task && a.other == b.other &&
         a.at == b.at;
}

}  // namespace

void StepClocks::Follow(const Trace& trace, absl::Span<const Cause> causes) {
  KeepWhatIsTheSame(trace, causes);
  TakeUp();
  steps_.reserve(trace.size());
  size_t cause = causes_.size();
  for (size_t i = steps_.size(); i < trace.size(); ++i) {
    for (; cause < causes.size() && causes[cause].at <= i; ++cause)
      Add(causes[cause]);
    Add(trace[i]);
  }
}

void StepClocks::KeepWhatIsTheSame(const Trace& trace,
                                   absl::Span<const Cause> causes) {
  size_t kept_causes = 0;
  while (kept_causes < causes_.size() && kept_causes < causes.size() &&
         Same(causes_[kept_causes].cause, causes[kept_causes]))
    ++kept_causes;
  // Before the first cause that differs.
  size_t most = std::min<size_t>(steps_.size(), trace.size());
  if (kept_causes < causes_.size())
    most = std::min<size_t>(most, causes_[kept_causes].cause.at);
  if (kept_causes < causes.size())
    most = std::min<size_t>(most, causes[kept_causes].at);
  size_t kept = 0;
  while (kept < most && Same(steps_[kept].access, trace[kept].access)) ++kept;
  while (kept_causes > 0 && causes_[kept_causes - 1].cause.at > kept)
    --kept_causes;
  steps_.resize(kept);
  causes_.resize(kept_causes);
}

// Of each task the last that is kept.
void StepClocks::TakeUp() {
  tasks_.assign(kMaxTasks, {});
  auto cause = causes_.begin();
  for (size_t i = 0; i < steps_.size(); ++i) {
    for (; cause != causes_.end() && cause->cause.at <= i; ++cause)
      tasks_[Index(cause->cause.task)] = cause->clock;
    tasks_[Index(steps_[i].access.task)] = steps_[i].clock;
  }
  for (; cause != causes_.end(); ++cause)
    tasks_[Index(cause->cause.task)] = cause->clock;
}

void StepClocks::Add(const Cause& cause) {
  Clock& into = tasks_[Index(cause.task)];
  if (cause.kind != Cause::Kind::kQuiescence) {
    Join(tasks_[Index(cause.other)], into);
  } else {
    for (const Clock& other : tasks_) Join(other, into);
  }
  causes_.push_back({cause, into});
}

// Backwards: what comes before a later step need not be looked at.
void StepClocks::Add(const Trace::Event& event) {
  Clock& own = tasks_[Index(event.access.task)];
  for (size_t i = steps_.size(); i-- > 0;) {
    const Step& step = steps_[i];
    if (own[Index(step.access.task)] < step.nth &&
        Ordered(step.access, event.access))
      Join(step.clock, own);
  }
  own[Index(event.access.task)] = event.nth;
  steps_.push_back({event.access, event.nth, own});
}

}  // namespace checker
