#include "checker/explore/reversal.h"

#include <algorithm>

namespace checker {

void Reversal::Build(const Trace& trace, const Trace::Race& race, size_t end) {
  trace_ = &trace;
  race_ = &race;
  steps_.clear();
  // How many drops of a reference are left out before event `before`: those
  // behind them find so many more.
  const auto left_out = [&](ObjectId object, size_t before) {
    uint32_t drops = 0;
    for (size_t i = race.first; i < before; ++i) {
      const Access& other = trace[i].access;
      drops += other.effect == Effect::kDrop && other.object == object &&
               (i == race.first || trace.HappensBefore(race.first, i));
    }
    return drops;
  };
  for (auto i = race.first + 1; i < end; ++i) {
    if (trace.HappensBefore(race.first, i)) continue;
    steps_.push_back({trace[i].access, i});
    Access& access = steps_.back().access;
    if (access.effect == Effect::kDrop)
      access.level += left_out(access.object, i);
  }
  steps_.push_back({race.last, Trace::kNone});
}

size_t Reversal::FirstOf(TaskId task) const {
  return std::find_if(
             steps_.begin(), steps_.end(),
             [&](const Step& step) { return step.access.task == task; }) -
         steps_.begin();
}

bool Reversal::CanLead(size_t at) const {
  const Step& leader = steps_[at];
  for (size_t i = 0; i < at; ++i) {
    const Step& step = steps_[i];
    // The race's last event comes first only if it commutes with all others.
    if (step.index == Trace::kNone) continue;
    const bool before = leader.index != Trace::kNone
                            ? trace_->HappensBefore(step.index, leader.index)
                            : Ordered(step.access, leader.access) ||
                                  trace_->InPast(step.index, *race_);
    if (before) return false;
  }
  return true;
}

bool Reversal::CommutesWithAll(const Access& access) const {
  return std::all_of(steps_.begin(), steps_.end(), [&](const Step& step) {
    return Commute(access, step.access);
  });
}

TaskSet Reversal::Initials() const {
  TaskSet initials;
  TaskSet seen;
  for (size_t i = 0; i < steps_.size(); ++i) {
    const TaskId task = steps_[i].access.task;
    if (seen.Contains(task)) continue;
    seen.Add(task);
    if (CanLead(i)) initials.Add(task);
  }
  return initials;
}

bool Reversal::HasWeakInitial(const Access& access) const {
  const size_t at = FirstOf(access.task);
  return at == steps_.size() ? CommutesWithAll(access) : CanLead(at);
}

bool Reversal::BeginsAll() const {
  if (race_->last_index == trace_->size()) return true;  // nothing follows
  const Access& was = (*trace_)[race_->last_index].access;
  return was.effect == race_->last.effect && was.level == race_->last.level;
}

bool Reversal::Keeps(TaskId task) const {
  const size_t at = FirstOf(task);
  return at != steps_.size() &&
         (steps_[at].index != Trace::kNone || BeginsAll());
}

bool Reversal::Follow(const Access& branch) {
  const size_t at = FirstOf(branch.task);
  if (at == steps_.size()) {
    if (!CommutesWithAll(branch)) return false;
    for (Step& step : steps_) MoveBehind(branch, step.access);
    return true;
  }
  const Access leader = steps_[at].access;
  const bool choice = branch.effect == Effect::kChoice;
  if (choice != (leader.effect == Effect::kChoice)) return false;
  if (choice && branch.level != leader.level) return false;
  if (!CanLead(at)) return false;
  for (size_t i = 0; i < at; ++i) MoveBehind(leader, steps_[i].access);
  steps_.erase(steps_.begin() + static_cast<ptrdiff_t>(at));
  return true;
}

void Reversal::ChooseAtOnce() {
  for (size_t at = 0; at < steps_.size(); ++at) {
    if (steps_[at].access.effect != Effect::kChoice) continue;
    size_t to = at;
    while (to > 0 &&
           !trace_->HappensBefore(steps_[to - 1].index, steps_[at].index))
      --to;
    // Choices that one step leads to are made in the order of the trace.
    while (to < at && steps_[to].access.effect == Effect::kChoice) ++to;
    const auto begin = steps_.begin();
    std::rotate(begin + static_cast<ptrdiff_t>(to),
                begin + static_cast<ptrdiff_t>(at),
                begin + static_cast<ptrdiff_t>(at + 1));
  }
}

}  // namespace checker
