// A recorded schedule as advice for code that is no longer quite the same.
//
// The recorded steps are, per task, a queue. Where the operation that a task
// announces is in its queue, what stands before it no longer exists, and the
// task's rank is where the operation stood in the schedule. Where it is not, it
// is new, and has the rank of what the task did next. The advice is: the
// enabled task with the lowest rank goes. So what fits is done in its order; a
// task that is blocked now is passed over, and goes as soon as it can; after
// the recorded steps nobody preempts.
//
// Operations are recognised by kind and object. A task or object that is met
// under another occurrence number ("writer/nvme0n1#2") stands for a recorded
// one that is not met under its own.

#ifndef DIORACE_CHECKER_SCHEDULE_GUIDANCE_H_
#define DIORACE_CHECKER_SCHEDULE_GUIDANCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/runtime/strategy.h"
#include "checker/schedule/schedule.pb.h"

namespace checker {

// "writer/refs#2" as "writer/refs"; a mark that is part of a name ("x\#2")
// stays.
std::string WithoutOccurrences(absl::string_view name);

// Advises on one execution at a time. At every point, in order: Advise, and
// then what is done, be it as advised or not.
class Guidance {
 public:
  explicit Guidance(const Schedule& schedule);

  void StartExecution();

  // A member of point.enabled.
  TaskId Advise(const SchedulingPoint& point);
  void OnPicked(const SchedulingPoint& point, TaskId task);

  // A value in [0, point.count): what the task chose there for this time, if
  // that is still one.
  int Advise(const ChoicePoint& point);

 private:
  static constexpr size_t kNoRank = std::numeric_limits<size_t>::max();

  struct Step {
    std::string operation;
    std::string object;  // without occurrences
    size_t rank;
  };
  struct Recorded {
    std::vector<Step> steps;
    std::map<std::string, std::vector<uint32_t>, std::less<>>
        values;  // by site
  };
  // Of a task of the present execution.
  struct Progress {
    const Recorded* recorded = nullptr;  // null: it is new
    size_t next = 0;                     // of its steps
    std::map<std::string, size_t, std::less<>> chosen;
  };

  Progress& ProgressOf(TaskId task, const PendingOperations& names);
  const Recorded* Namesake(absl::string_view name);
  std::optional<size_t> Find(const Progress& progress, TaskId task,
                             const PendingOperations& names) const;
  size_t RankOf(TaskId task, const PendingOperations& names);

  std::map<std::string, Recorded, std::less<>> recorded_;  // by name of task
  std::map<TaskId, Progress> progress_;
  std::set<const Recorded*> claimed_;  // only looked up
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_GUIDANCE_H_
