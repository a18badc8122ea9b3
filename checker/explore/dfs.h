// Plain exhaustive search: every interleaving, one by one, in depth-first
// order, with no reduction. The reference that cleverer strategies are compared
// with.
//
// An execution repeats the decisions of the one before up to the deepest point
// where something is left to try, and there takes the next. While repeating, it
// checks that the tested code announces the same operations as before. At a new
// point the task that ran last goes on if it can, so schedules with few context
// switches come first; then tasks by id.
//
// Memory is linear in the depth of one execution.
//
// With a bound on preemptions, it tries every interleaving that leaves a task
// whose next operation is enabled no more often than that.

#ifndef DIORACE_CHECKER_EXPLORE_DFS_H_
#define DIORACE_CHECKER_EXPLORE_DFS_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/runtime/strategy.h"

namespace checker {

class DepthFirstStrategy final : public Strategy {
 public:
  static constexpr uint32_t kNoBound = std::numeric_limits<uint32_t>::max();

  explicit DepthFirstStrategy(uint32_t preemptions = kNoBound)
      : bound_(preemptions) {}

  absl::string_view name() const override { return "dfs"; }
  bool exhaustive() const override { return true; }
  bool left_out() const override { return left_out_; }

  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  void FinishExecution() override;
  absl::string_view divergence() const override { return divergence_; }

 private:
  // A decision of the present execution and what is left to try instead of it.
  struct Node {
    TaskSet enabled = {};    // tasks; empty for a choice
    TaskSet untried = {};    // those of them that are left to try
    bool met;                // whether what was picked has been announced yet
    uint64_t fingerprint;    // of the operation that was picked, or of the
                             // choice's shape
    uint64_t announced = 0;  // stands for what all tasks announce
    int untried_from = 0;  // for a choice: the values from here to `count` are
                           // untried
    int count = 0;         // for a choice: its values; 0 for a scheduling point
    TaskId task;           // picked, or making the choice
    int value = 0;
  };

  void Diverged(absl::string_view what);

  const uint32_t bound_;
  uint32_t preemptions_ = 0;  // of the execution up to here
  bool left_out_ = false;
  std::vector<Node> path_;
  size_t depth_ = 0;
  bool started_ = false;
  std::string divergence_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_DFS_H_
