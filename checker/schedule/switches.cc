#include "checker/schedule/switches.h"

#include <algorithm>

namespace checker {

TaskId DefaultPick(const SchedulingPoint& point) {
  return point.current != kNoTask ? point.current : point.enabled.First();
}

bool SwitchStrategy::StartExecution() {
  performed_ = {};
  last_ = kNoTask;
  choices_ = 0;
  return true;
}

TaskId SwitchStrategy::PickTask(const SchedulingPoint& point) {
  const uint32_t operations = last_ == kNoTask ? 0 : performed_[Index(last_)];
  const auto here = [&](const Switch& s) {
    return s.after == last_ && s.operations == operations;
  };
  const auto found =
      std::find_if(schedule_.switches.begin(), schedule_.switches.end(), here);
  const bool taken =
      found != schedule_.switches.end() && point.enabled.Contains(found->to);
  last_ = taken ? found->to : DefaultPick(point);
  ++performed_[Index(last_)];
  return last_;
}

int SwitchStrategy::PickValue(const ChoicePoint& point) {
  const int value =
      choices_ < schedule_.values.size() ? schedule_.values[choices_] : 0;
  ++choices_;
  return std::min(value, point.count - 1);
}

bool SwitchRecorder::StartExecution() {
  schedule_ = {};
  free_places_.clear();
  preemptions_ = 0;
  context_switches_ = 0;
  steps_ = 0;
  performed_ = {};
  last_ = kNoTask;
  next_ = 0;
  return true;
}

TaskId SwitchRecorder::PickTask(const SchedulingPoint& point) {
  TaskId picked = DefaultPick(point);
  if (next_ < decisions_.size()) {
    const Decision& decision = decisions_[next_++];
    const auto wanted = TaskId(decision.value);
    if (decision.kind != Decision::Kind::kTask ||
        !point.enabled.Contains(wanted))
      return kNoTask;
    const Switch here{last_, last_ == kNoTask ? 0 : performed_[Index(last_)],
                      wanted};
    if (wanted != picked) schedule_.switches.push_back(here);
    if (point.current == kNoTask) free_places_.push_back(here);
    picked = wanted;
    ++steps_;
    if (point.current != kNoTask && picked != point.current) ++preemptions_;
    if (last_ != kNoTask && picked != last_) ++context_switches_;
  }
  last_ = picked;
  ++performed_[Index(picked)];
  return picked;
}

int SwitchRecorder::PickValue(const ChoicePoint& point) {
  if (next_ >= decisions_.size()) return 0;
  const Decision& decision = decisions_[next_++];
  if (decision.kind != Decision::Kind::kValue || decision.value >= point.count)
    return -1;
  schedule_.values.push_back(decision.value);
  return decision.value;
}

}  // namespace checker
