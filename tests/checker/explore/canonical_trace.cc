#include "tests/checker/explore/canonical_trace.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"

namespace checker {

bool CanonicalTraces::StartExecution() {
  events_.clear();
  pasts_.clear();
  pruned_ = false;
  return inner_.StartExecution();
}

TaskId CanonicalTraces::PickTask(const SchedulingPoint& point) {
  const TaskId task = inner_.PickTask(point);
  if (task == kPrune || task == kNoTask) {
    pruned_ = true;
    return task;
  }
  const Operation& operation = point.operations.pending(task);
  Event event{.task = task, .kind = operation.kind};
  event.object = std::string(point.operations.object_label(operation.object));
  event.owner = std::string(
      point.operations.object_label(point.operations.owner(operation.object)));
  event.range = operation.range;
  event.word = *operation.word;
  event.writes = Writes(operation.kind);
  if (operation.kind == OpKind::kCompareExchange ||
      operation.kind == OpKind::kTryLock)
    event.writes = operation.condition->Holds(event.word);
  event.text = absl::StrCat(point.operations.task_label(task), " ",
                            OpKindName(operation.kind), " ", event.object, " ",
                            operation.range.begin, " ", operation.range.end);
  Add(std::move(event));
  return task;
}

int CanonicalTraces::PickValue(const ChoicePoint& point) {
  const int value = inner_.PickValue(point);
  Event event{.task = point.task, .is_choice = true};
  event.text =
      absl::StrCat(point.operations.task_label(point.task), " = ", value);
  Add(std::move(event));
  return value;
}

// Written from the meaning of the operations: whether some state exists in
// which the two orders differ, given what the operations turned out to do.
bool CanonicalTraces::Dependent(const Event& first, const Event& second) {
  if (first.task == second.task) return true;
  if (first.is_choice || second.is_choice) return false;
  for (const auto& [freed, other] :
       {std::pair(&first, &second), std::pair(&second, &first)}) {
    if (freed->kind == OpKind::kFree && other->owner == freed->object)
      return true;
  }
  if (first.object != second.object) return false;
  const auto both = [&](OpKind kind) {
    return first.kind == kind && second.kind == kind;
  };
  const auto own = [](OpKind kind) {
    return kind == OpKind::kSleep || kind == OpKind::kFinishWait;
  };
  if (both(OpKind::kGet)) return first.word == 0 || second.word == 0;
  if (both(OpKind::kPut)) return first.word < 2 || second.word < 2;
  if (both(OpKind::kComplete)) return false;
  if (own(first.kind))
    return !own(second.kind) && second.kind != OpKind::kPrepareToWait;
  if (own(second.kind)) return first.kind != OpKind::kPrepareToWait;
  if (first.kind == OpKind::kQueueWork && second.kind == OpKind::kTakeWork)
    return static_cast<uint32_t>(first.word) == second.word >> 32;
  // A take before an append took another item, or there was none to take.
  if (first.kind == OpKind::kTakeWork && second.kind == OpKind::kQueueWork)
    return false;
  if (first.range != ByteRange{} && second.range != ByteRange{} &&
      (first.range.end <= second.range.begin ||
       second.range.end <= first.range.begin))
    return false;
  return first.writes || second.writes;
}

void CanonicalTraces::Past::Add(size_t event) {
  words_.resize(std::max(words_.size(), event / 64 + 1));
  words_[event / 64] |= uint64_t{1} << (event % 64);
}

bool CanonicalTraces::Past::Has(size_t event) const {
  return event / 64 < words_.size() &&
         (words_[event / 64] >> (event % 64) & 1) != 0;
}

void CanonicalTraces::Past::Merge(const Past& other) {
  words_.resize(std::max(words_.size(), other.words_.size()));
  for (size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
}

void CanonicalTraces::Add(Event event) {
  Past& past = pasts_[event.task];
  event.before = past;
  for (size_t i = 0; i < events_.size(); ++i) {
    if (!Dependent(events_[i], event)) continue;
    event.before.Merge(events_[i].before);
    event.before.Add(i);
  }
  past = event.before;
  past.Add(events_.size());
  events_.push_back(std::move(event));
}

void CanonicalTraces::OnSpawn(TaskId parent, TaskId child) {
  pasts_[child] = pasts_[parent];
  inner_.OnSpawn(parent, child);
}

void CanonicalTraces::OnJoin(TaskId task, TaskId joined) {
  pasts_[task].Merge(pasts_[joined]);
  inner_.OnJoin(task, joined);
}

void CanonicalTraces::OnQuiescence(TaskId task) {
  for (const auto& [other, past] : pasts_) pasts_[task].Merge(past);
  inner_.OnQuiescence(task);
}

void CanonicalTraces::FinishExecution() {
  inner_.FinishExecution();
  if (pruned_ || inner_.worth() != Worth::kNew) return;
  // Name each event by its task and its place there.
  std::map<TaskId, int> counts;
  std::vector<std::string> names;
  for (const Event& event : events_)
    names.push_back(absl::StrCat(event.text, "#", counts[event.task]++));
  std::vector<size_t> by_name(names.size());
  std::iota(by_name.begin(), by_name.end(), size_t{0});
  std::sort(by_name.begin(), by_name.end(),
            [&](size_t i, size_t k) { return names[i] < names[k]; });
  std::string text;
  for (const size_t i : by_name) {
    absl::StrAppend(&text, names[i], " <");
    for (const size_t k : by_name)
      if (events_[i].before.Has(k)) absl::StrAppend(&text, " ", names[k], ",");
    text += '\n';
  }
  ++traces_[std::move(text)];
}

}  // namespace checker
