#include "tests/checker/explore/trace_digests.h"

#include "checker/runtime/digest.h"

namespace checker {

bool TraceDigests::StartExecution() {
  trace_.Truncate(0);
  trace_.Start();
  names_.clear();
  pruned_ = false;
  return ForwardingStrategy::StartExecution();
}

TaskId TraceDigests::PickTask(const SchedulingPoint& point) {
  const TaskId task = ForwardingStrategy::PickTask(point);
  pruned_ = task == kPrune || task == kNoTask;
  if (pruned_) return task;
  const Operation& operation = point.operations.pending(task);
  trace_.Append(operation, point.operations.owner(operation.object));
  names_.push_back(
      Combine(Digest(point.operations.task_label(task)),
              Digest(point.operations.object_label(operation.object))));
  return task;
}

int TraceDigests::PickValue(const ChoicePoint& point) {
  const int value = ForwardingStrategy::PickValue(point);
  trace_.AppendChoice(point.task, value);
  names_.push_back(Combine(Digest(point.operations.task_label(point.task)),
                           static_cast<uint64_t>(value)));
  return value;
}

void TraceDigests::FinishExecution() {
  ForwardingStrategy::FinishExecution();
  if (!pruned_ && worth() == Worth::kNew) digests_.push_back(DigestOfTrace());
}

void TraceDigests::OnSpawn(TaskId parent, TaskId child) {
  trace_.OnSpawn(parent, child);
  ForwardingStrategy::OnSpawn(parent, child);
}

void TraceDigests::OnJoin(TaskId task, TaskId joined) {
  trace_.OnJoin(task, joined);
  ForwardingStrategy::OnJoin(task, joined);
}

void TraceDigests::OnQuiescence(TaskId task) {
  trace_.OnQuiescence(task);
  ForwardingStrategy::OnQuiescence(task);
}

// Of the set of events and the set of pairs of which one happens before the
// other.
uint64_t TraceDigests::DigestOfTrace() const {
  std::vector<uint64_t> mixed(trace_.size());
  uint64_t digest = 0;
  for (size_t j = 0; j < trace_.size(); ++j) {
    const uint64_t event = Combine(names_[j], trace_[j].nth);
    mixed[j] = Mix(event);
    uint64_t past = 0;
    for (size_t i = 0; i < j; ++i)
      if (trace_.HappensBefore(i, j)) past += mixed[i];
    digest += Combine(event, past);
  }
  return digest;
}

}  // namespace checker
