// The tasks of a test program, spawned in any order.

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_TASK_ORDER_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_TASK_ORDER_H_

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "checker/runtime/name.h"
#include "checker/sync/task.h"

namespace checker {

// In which order the body creates its tasks. Ids follow from it, names do not;
// no count may depend on it.
enum class TaskOrder { kAsListed, kReversed, kRotated };

class Tasks {
 public:
  void Add(const Name& name, std::function<void()> run) {
    tasks_.push_back({name, std::move(run)});
  }

  // Spawns and joins them.
  void Run(TaskOrder order) {
    if (order == TaskOrder::kReversed)
      std::reverse(tasks_.begin(), tasks_.end());
    if (order == TaskOrder::kRotated)
      std::rotate(tasks_.begin(), tasks_.begin() + 1, tasks_.end());
    for (const Task& task : tasks_) Spawn(task.name, task.run);
    JoinAll();
  }

 private:
  struct Task {
    Name name;
    std::function<void()> run;
  };

  std::vector<Task> tasks_;
};

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_TASK_ORDER_H_
