#include "checker/explore/bounded_dpor.h"

#include <string>

#include "checker/explore/nondeterminism.h"

namespace checker {

bool BoundedDporStrategy::StartExecution() {
  depth_ = 0;
  preemptions_ = 0;
  divergence_.clear();
  overtakings_.clear();
  trace_.Start();
  if (!started_) {
    started_ = true;
    return true;
  }
  while (!path_.empty()) {
    Node& node = path_.back();
    trace_.Truncate(path_.size() - 1);
    if (node.count != 0) {
      if (++node.value < node.count) return true;
    } else {
      node.done.Add(node.task);
      const TaskSet asked = node.backtrack - node.done;
      const TaskSet left = asked & node.affordable;
      left_out_ |= asked != left;
      if (!left.Empty()) {
        node.task = left.First();
        node.fingerprint = 0;
        return true;
      }
    }
    path_.pop_back();
  }
  return false;
}

void BoundedDporStrategy::AddNode(const SchedulingPoint& point) {
  Node node;
  node.enabled = node.affordable = point.enabled;
  node.announced = Announced(point);
  if (point.current != kNoTask && preemptions_ == bound_)
    node.affordable = TaskSet::Of(point.current);
  node.task = point.current != kNoTask ? point.current : point.enabled.First();
  node.fingerprint = Fingerprint(point.operations.pending(node.task));
  node.backtrack.Add(node.task);
  path_.push_back(node);
}

TaskId BoundedDporStrategy::PickTask(const SchedulingPoint& point) {
  if (depth_ == path_.size()) AddNode(point);
  Node& node = path_[depth_];
  if (!node.Recognises(point)) {
    Diverged(node.WhatElse(point));
    return kNoTask;
  }
  if (depth_ < trace_.size()) {
    trace_.Repeat(depth_);
  } else {
    AddRacesOfArrivals(point, node.task);
    const Operation& operation = point.operations.pending(node.task);
    trace_.Append(operation, point.operations.owner(operation.object));
  }
  if (point.current != kNoTask && point.current != node.task) ++preemptions_;
  ++depth_;
  return node.task;
}

int BoundedDporStrategy::PickValue(const ChoicePoint& point) {
  if (depth_ == path_.size()) {
    Node node;
    node.count = point.count;
    node.task = point.task;
    node.fingerprint = Fingerprint(point);
    path_.push_back(node);
  }
  const Node& node = path_[depth_];
  if (!node.Recognises(point)) {
    Diverged(ChoosesText(point));
    return -1;
  }
  if (depth_ < trace_.size()) {
    trace_.Repeat(depth_);
  } else {
    trace_.AppendChoice(node.task, node.value);
  }
  ++depth_;
  return node.value;
}

void BoundedDporStrategy::AtEnd(const EndPoint& point) {
  for (const TaskId task : point.blocked) {
    const Operation& operation = point.operations.pending(task);
    trace_.FindRacesOfBlocked(operation,
                              point.operations.owner(operation.object));
  }
}

void BoundedDporStrategy::FinishExecution() {
  if (divergence_.empty() && depth_ < path_.size()) Diverged("it ends");
  if (!divergence_.empty()) return;
  for (Trace::Race& race : trace_.races()) {
    if (!race.settled) Backtrack(race.first, race.last.task);
    race.settled = true;
  }
  for (const Overtaking& overtaking : overtakings_)
    Backtrack(overtaking.first, overtaking.task);
  digests_.insert(trace_.Digest());
}

// Whoever waits for the object of the step that comes now has arrived before
// it.
void BoundedDporStrategy::AddRacesOfArrivals(const SchedulingPoint& point,
                                             TaskId goes) {
  const ObjectId object = point.operations.pending(goes).object;
  for (const TaskId task : point.pending) {
    const Operation& waiting = point.operations.pending(task);
    if (task == goes || !Blocks(waiting.kind) || waiting.object != object)
      continue;
    const uint32_t arrival = trace_.LastOf(task);
    if (arrival != Trace::kNone && !trace_.InPastOf(arrival, goes))
      overtakings_.push_back({arrival, goes});
  }
}

// A task that joins another waits for its last step.
void BoundedDporStrategy::OnJoin(TaskId task, TaskId joined) {
  const uint32_t arrival = trace_.LastOf(task);
  const uint32_t last = trace_.LastOf(joined);
  // While a prefix is repeated, the trace has events that are yet to come.
  if (depth_ == trace_.size() && arrival != Trace::kNone &&
      last != Trace::kNone) {
    if (arrival < last && !trace_.InPastOf(arrival, joined))
      overtakings_.push_back({arrival, joined});
    if (last < arrival && !trace_.InPastOf(last, task))
      overtakings_.push_back({last, task});
  }
  trace_.OnJoin(task, joined);
}

void BoundedDporStrategy::Backtrack(uint32_t first, TaskId task) {
  const TaskId overtaken = trace_[first].access.task;
  BacktrackAt(first, task);
  // Where the block of steps of the overtaken task begins.
  size_t start = first;
  for (size_t i = first; i-- > 0;) {
    if (path_[i].count != 0) continue;
    if (trace_[i].access.task != overtaken) break;
    start = i;
  }
  if (start != first) BacktrackAt(start, task);
}

void BoundedDporStrategy::BacktrackAt(size_t index, TaskId task) {
  Node& node = path_[index];
  node.backtrack =
      node.backtrack |
      (node.enabled.Contains(task) ? TaskSet::Of(task) : node.enabled);
}

void BoundedDporStrategy::Diverged(absl::string_view what) {
  divergence_ = NondeterminismText(depth_, what);
}

}  // namespace checker
