#include "checker/schedule/guidance.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "checker/runtime/op_kind.h"
#include "checker/schedule/switches.h"

namespace checker {
namespace {

// How many recorded steps of a task are looked through for what it announces
// now.
constexpr size_t kLookAhead = 1000;

}  // namespace

std::string WithoutOccurrences(absl::string_view name) {
  std::string plain;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '#' && (i == 0 || name[i - 1] != '\\')) {
      size_t end = i + 1;
      while (end < name.size() &&
             absl::ascii_isdigit(static_cast<unsigned char>(name[end])))
        ++end;
      if (end > i + 1) {
        i = end - 1;
        continue;
      }
    }
    plain += name[i];
  }
  return plain;
}

Guidance::Guidance(const Schedule& schedule) {
  for (int i = 0; i < schedule.decision_size(); ++i) {
    const DecisionRecord& decision = schedule.decision(i);
    if (decision.has_choice()) {
      const ChoiceRecord& choice = decision.choice();
      recorded_[choice.task()].values[choice.site()].push_back(choice.value());
    } else {
      const StepRecord& step = decision.step();
      recorded_[step.task()].steps.push_back({step.operation(),
                                              WithoutOccurrences(step.object()),
                                              static_cast<size_t>(i)});
    }
  }
}

void Guidance::StartExecution() {
  progress_.clear();
  claimed_.clear();
}

// The recorded task of this name; else the first one whose name differs by
// occurrence numbers only and is not taken.
const Guidance::Recorded* Guidance::Namesake(absl::string_view name) {
  if (const auto same = recorded_.find(name); same != recorded_.end())
    return &same->second;
  const std::string plain = WithoutOccurrences(name);
  for (const auto& [other, recorded] : recorded_) {
    if (WithoutOccurrences(other) == plain && !claimed_.contains(&recorded))
      return &recorded;
  }
  return nullptr;
}

Guidance::Progress& Guidance::ProgressOf(TaskId task,
                                         const PendingOperations& names) {
  const auto [place, is_new] = progress_.try_emplace(task);
  if (is_new) {
    place->second.recorded = Namesake(names.task_label(task));
    claimed_.insert(place->second.recorded);
  }
  return place->second;
}

// Which of the task's recorded steps its announced operation is.
std::optional<size_t> Guidance::Find(const Progress& progress, TaskId task,
                                     const PendingOperations& names) const {
  if (progress.recorded == nullptr) return std::nullopt;
  const Operation& operation = names.pending(task);
  const absl::string_view kind = OpKindName(operation.kind);
  const std::string object =
      WithoutOccurrences(names.object_label(operation.object));
  const std::vector<Step>& steps = progress.recorded->steps;
  const size_t end = std::min(steps.size(), progress.next + kLookAhead);
  for (size_t i = progress.next; i < end; ++i) {
    if (steps[i].operation == kind && steps[i].object == object) return i;
  }
  return std::nullopt;
}

size_t Guidance::RankOf(TaskId task, const PendingOperations& names) {
  const Progress& progress = ProgressOf(task, names);
  if (progress.recorded == nullptr) return kNoRank;
  const size_t at = Find(progress, task, names).value_or(progress.next);
  const std::vector<Step>& steps = progress.recorded->steps;
  return at < steps.size() ? steps[at].rank : kNoRank;
}

TaskId Guidance::Advise(const SchedulingPoint& point) {
  TaskId best = DefaultPick(point);
  size_t lowest = RankOf(best, point.operations);
  for (const TaskId task : point.enabled) {
    const size_t rank = RankOf(task, point.operations);
    if (rank >= lowest) continue;
    lowest = rank;
    best = task;
  }
  return best;
}

void Guidance::OnPicked(const SchedulingPoint& point, TaskId task) {
  Progress& progress = ProgressOf(task, point.operations);
  const std::optional<size_t> at = Find(progress, task, point.operations);
  if (at.has_value()) progress.next = *at + 1;
}

int Guidance::Advise(const ChoicePoint& point) {
  Progress& progress = ProgressOf(point.task, point.operations);
  if (progress.recorded == nullptr) return 0;
  const std::string site = point.site.ToString();
  const auto values = progress.recorded->values.find(site);
  if (values == progress.recorded->values.end()) return 0;
  const size_t time = progress.chosen[site]++;
  if (time >= values->second.size()) return 0;
  const uint32_t value = values->second[time];
  return value < static_cast<uint32_t>(point.count) ? static_cast<int>(value)
                                                    : 0;
}

}  // namespace checker
