#include "checker/explore/dfs.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/explore/fingerprint.h"
#include "checker/explore/nondeterminism.h"

namespace checker {

bool DepthFirstStrategy::StartExecution() {
  depth_ = 0;
  preemptions_ = 0;
  divergence_.clear();
  if (!started_) {
    started_ = true;
    return true;
  }
  while (!path_.empty()) {
    Node& node = path_.back();
    if (node.count == 0 && !node.untried.Empty()) {
      node.task = node.untried.First();
      node.untried.Remove(node.task);
      node.met = false;
      return true;
    }
    if (node.count != 0 && node.untried_from < node.count) {
      node.value = node.untried_from++;
      return true;
    }
    path_.pop_back();
  }
  return false;
}

TaskId DepthFirstStrategy::PickTask(const SchedulingPoint& point) {
  if (depth_ == path_.size()) {
    const TaskId picked =
        point.current != kNoTask ? point.current : point.enabled.First();
    TaskSet untried = point.enabled;
    untried.Remove(picked);
    if (point.current != kNoTask && preemptions_ == bound_) {
      left_out_ |= !untried.Empty();
      untried = {};
    }
    path_.push_back(
        {.enabled = point.enabled,
         .untried = untried,
         .met = true,
         .fingerprint = Fingerprint(point.operations.pending(picked)),
         .announced = Announced(point),
         .task = picked});
    ++depth_;
    return picked;
  }
  Node& node = path_[depth_++];
  if (node.count != 0 || !point.enabled.Contains(node.task)) {
    Diverged(node.count != 0
                 ? "an operation instead of a choice"
                 : absl::StrCat(point.operations.task_label(node.task),
                                " cannot run"));
    return kNoTask;
  }
  if (node.enabled != point.enabled) {
    Diverged("other tasks can run");
    return kNoTask;
  }
  const Operation& operation = point.operations.pending(node.task);
  const uint64_t fingerprint = Fingerprint(operation);
  // The last decision of the path is the one that changes, so its operation is
  // met for the first time.
  if (!node.met) {
    // The search turns here: what was announced before is not repeated any
    // more.
    if (node.announced != Announced(point)) {
      Diverged("tasks announce other operations");
      return kNoTask;
    }
    node.met = true;
    node.fingerprint = fingerprint;
  }
  if (node.fingerprint != fingerprint) {
    Diverged(AnnouncesText(point, node.task));
    return kNoTask;
  }
  if (point.current != kNoTask && point.current != node.task) ++preemptions_;
  return node.task;
}

int DepthFirstStrategy::PickValue(const ChoicePoint& point) {
  const uint64_t fingerprint = Fingerprint(point);
  if (depth_ == path_.size()) {
    path_.push_back({.met = true,
                     .fingerprint = fingerprint,
                     .untried_from = 1,
                     .count = point.count,
                     .task = point.task});
    ++depth_;
    return 0;
  }
  const Node& node = path_[depth_++];
  if (node.count == 0 || node.fingerprint != fingerprint) {
    Diverged(ChoosesText(point));
    return -1;
  }
  return node.value;
}

void DepthFirstStrategy::FinishExecution() {
  if (!divergence_.empty() || depth_ == path_.size()) return;
  Diverged("it ends");
}

void DepthFirstStrategy::Diverged(absl::string_view what) {
  divergence_ = NondeterminismText(depth_ == 0 ? 0 : depth_ - 1, what);
}

}  // namespace checker
