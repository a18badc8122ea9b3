#include "checker/schedule/causality.h"

#include <algorithm>

#include "checker/runtime/op_kind.h"

namespace checker {

bool CausalityRecorder::StartExecution() {
  trace_.Truncate(0);
  trace_.Start();
  steps_.clear();
  births_.clear();
  return ForwardingStrategy::StartExecution();
}

TaskId CausalityRecorder::PickTask(const SchedulingPoint& point) {
  const TaskId task = ForwardingStrategy::PickTask(point);
  if (task == kNoTask || task == kPrune || !listening()) return task;
  const Operation& operation = point.operations.pending(task);
  trace_.Append(operation, point.operations.owner(operation.object));
  steps_.push_back(steps() + 1);
  return task;
}

int CausalityRecorder::PickValue(const ChoicePoint& point) {
  const int value = ForwardingStrategy::PickValue(point);
  if (value < 0 || !listening()) return value;
  trace_.AppendChoice(point.task, value);
  steps_.push_back(steps());
  return value;
}

void CausalityRecorder::OnSpawn(TaskId parent, TaskId child) {
  ForwardingStrategy::OnSpawn(parent, child);
  if (!listening()) return;
  trace_.OnSpawn(parent, child);
  births_.push_back({child, parent});
}

void CausalityRecorder::OnJoin(TaskId task, TaskId joined) {
  ForwardingStrategy::OnJoin(task, joined);
  if (listening()) trace_.OnJoin(task, joined);
}

void CausalityRecorder::OnQuiescence(TaskId task) {
  ForwardingStrategy::OnQuiescence(task);
  if (listening()) trace_.OnQuiescence(task);
}

size_t CausalityRecorder::EventOf(uint32_t step) const {
  return static_cast<size_t>(
      std::lower_bound(steps_.begin(), steps_.end(), step) - steps_.begin());
}

CausalEdge::Kind CausalityRecorder::KindOf(size_t from, size_t to) const {
  const Access& before = trace_[from].access;
  const Access& after = trace_[to].access;
  if (Ordered(before, after)) {
    return Blocks(after.kind) ? CausalEdge::Kind::kWake
                              : CausalEdge::Kind::kConflict;
  }
  const bool spawned =
      std::any_of(births_.begin(), births_.end(), [&](const Birth& birth) {
        return birth.child == after.task && birth.parent == before.task;
      });
  return spawned && trace_[to].nth == 1 ? CausalEdge::Kind::kSpawn
                                        : CausalEdge::Kind::kWake;
}

std::vector<CausalEdge> CausalityRecorder::Edges() const {
  std::vector<CausalEdge> edges;
  const auto is_step = [&](size_t event) {
    return trace_[event].access.effect != Effect::kChoice;
  };
  for (size_t to = 0; to < trace_.size(); ++to) {
    if (!is_step(to)) continue;
    // The last event of each task that happens before this one.
    std::vector<size_t> sources;
    TaskSet seen;
    for (size_t from = to; from-- > 0;) {
      const TaskId task = trace_[from].access.task;
      if (seen.Contains(task) || !is_step(from) ||
          !trace_.HappensBefore(from, to))
        continue;
      seen.Add(task);
      const bool implied = std::any_of(
          sources.begin(), sources.end(),
          [&](size_t between) { return trace_.HappensBefore(from, between); });
      if (!implied) sources.push_back(from);
    }
    for (const size_t from : sources) {
      if (trace_[from].access.task == trace_[to].access.task) continue;
      edges.push_back({StepOf(from), StepOf(to), KindOf(from, to)});
    }
  }
  return edges;
}

}  // namespace checker
