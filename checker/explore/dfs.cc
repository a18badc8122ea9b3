#include "checker/explore/dfs.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/explore/fingerprint.h"

namespace checker {

bool DepthFirstStrategy::StartExecution() {
  depth_ = 0;
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
    path_.push_back(
        {.enabled = point.enabled,
         .untried = untried,
         .met = true,
         .fingerprint = Fingerprint(point.operations.pending(picked)),
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
    node.met = true;
    node.fingerprint = fingerprint;
  }
  if (node.fingerprint != fingerprint) {
    Diverged(absl::StrCat(point.operations.task_label(node.task), " announces ",
                          OpKindName(operation.kind), " of ",
                          point.operations.object_label(operation.object)));
    return kNoTask;
  }
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
    Diverged(absl::StrCat(point.operations.task_label(point.task),
                          " makes choice ", point.site.ToString(), " of ",
                          point.count, " values"));
    return -1;
  }
  return node.value;
}

void DepthFirstStrategy::FinishExecution() {
  if (!divergence_.empty() || depth_ == path_.size()) return;
  Diverged("it ends");
}

void DepthFirstStrategy::Diverged(std::string what) {
  divergence_ =
      absl::StrCat("the test body is not deterministic: after the same ",
                   depth_ == 0 ? 0 : depth_ - 1, " decisions as before, ", what,
                   ", where it did something else in an earlier execution. Let "
                   "it depend on nothing but its operations and Choose(): "
                   "no clock, no addresses, no random numbers, no state kept "
                   "between executions");
}

}  // namespace checker
