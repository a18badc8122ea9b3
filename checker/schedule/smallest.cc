#include "checker/schedule/smallest.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "checker/runtime/strategy.h"

namespace checker {
namespace {

constexpr uint32_t kNoBound = std::numeric_limits<uint32_t>::max();

class BoundedWalk final : public Strategy {
 public:
  BoundedWalk(const Hunt& hunt, uint32_t preemptions, uint32_t switches)
      : hunt_(hunt), most_preemptions_(preemptions), most_switches_(switches) {}

  absl::string_view name() const override { return "smallest"; }
  bool exhaustive() const override { return true; }
  absl::string_view divergence() const override {
    return diverged_ ? "the tested code does not repeat itself" : "";
  }

  // Schedules with so many steps or more are of no interest any more.
  void BoundSteps(uint32_t steps) { end_ = steps; }

  bool StartExecution() override {
    depth_ = steps_ = preemptions_ = switches_ = 0;
    last_ = kNoTask;
    if (!std::exchange(started_, true)) return true;
    while (!path_.empty()) {
      if (++path_.back().at < path_.back().size()) return true;
      path_.pop_back();
    }
    return false;
  }

  TaskId PickTask(const SchedulingPoint& point) override {
    if (hunt_.met() || steps_ + 1 >= end_) return GiveUp();
    if (depth_ == path_.size()) {
      Node node = Affordable(point);
      if (node.tasks.empty()) return kPrune;
      path_.push_back(std::move(node));
    }
    const Node& node = path_[depth_++];
    if (node.tasks.empty() || !point.enabled.Contains(node.tasks[node.at])) {
      diverged_ = true;
      return kNoTask;
    }
    const TaskId task = node.tasks[node.at];
    preemptions_ += point.current != kNoTask && task != point.current;
    switches_ += last_ != kNoTask && task != last_;
    last_ = task;
    ++steps_;
    return task;
  }

  int PickValue(const ChoicePoint& point) override {
    if (depth_ == path_.size())
      path_.push_back({.values = static_cast<size_t>(point.count)});
    const Node& node = path_[depth_++];
    if (node.values != static_cast<size_t>(point.count)) {
      diverged_ = true;
      return -1;
    }
    return static_cast<int>(node.at);
  }

 private:
  struct Node {
    std::vector<TaskId> tasks = {};  // of a choice: none
    size_t values = 0;
    size_t at = 0;

    size_t size() const { return tasks.empty() ? values : tasks.size(); }
  };

  // What the path holds behind this place belongs to an execution that was
  // longer.
  TaskId GiveUp() {
    path_.resize(depth_);
    return kPrune;
  }

  Node Affordable(const SchedulingPoint& point) const {
    Node node;
    if (point.current != kNoTask) node.tasks.push_back(point.current);
    const bool may_leave =
        (point.current == kNoTask || preemptions_ < most_preemptions_);
    if (may_leave && (last_ == kNoTask || switches_ < most_switches_)) {
      for (const TaskId task : point.enabled) {
        if (task != point.current) node.tasks.push_back(task);
      }
      const auto others =
          node.tasks.begin() + (point.current != kNoTask ? 1 : 0);
      // Ids depend on what was met first; names do not.
      std::sort(others, node.tasks.end(), [&](TaskId a, TaskId b) {
        return point.operations.task_label(a) < point.operations.task_label(b);
      });
    }
    return node;
  }

  const Hunt& hunt_;
  const uint32_t most_preemptions_;
  const uint32_t most_switches_;
  uint32_t end_ = kNoBound;
  std::vector<Node> path_;
  size_t depth_ = 0;
  uint32_t steps_ = 0;
  uint32_t preemptions_ = 0;
  uint32_t switches_ = 0;
  TaskId last_ = kNoTask;
  bool started_ = false;
  bool diverged_ = false;
};

uint32_t StepsOf(const FoundViolation& found) {
  return static_cast<uint32_t>(
      std::count_if(found.decisions.begin(), found.decisions.end(),
                    [](const Decision& decision) {
                      return decision.kind == Decision::Kind::kTask;
                    }));
}

}  // namespace

std::optional<FoundViolation> FindSmallest(Hunt& hunt, uint32_t preemptions,
                                           uint32_t most_switches,
                                           uint64_t max_executions) {
  const uint64_t end = hunt.executions() + max_executions;
  for (uint32_t switches = 0; switches <= most_switches; ++switches) {
    BoundedWalk walk(hunt, preemptions, switches);
    std::optional<FoundViolation> best;
    while (true) {
      Hunt::Result result =
          hunt.Search(walk, end - std::min(end, hunt.executions()));
      if (!result.found.has_value()) {
        if (!result.exhausted) return std::nullopt;
        break;
      }
      best = std::move(result.found);
      walk.BoundSteps(StepsOf(*best));
    }
    if (best.has_value()) return best;
  }
  return std::nullopt;
}

}  // namespace checker
