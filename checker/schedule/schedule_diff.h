// Two schedules side by side: which decisions they share, and where they part.
//
//   const ScheduleDiff diff = DiffSchedules(a, b);
//   diff.rows[2]   // {.a = 2, .b = 5, .same = true}
//
// Decisions are paired by what they are anchored by: task, operation, object
// and occurrence (of a choice: task, site and occurrence). Of all ways to pair
// them in order, one with the most pairs is taken; since an execution holds no
// anchor twice, that is a longest increasing subsequence: O(n log n).

#ifndef DIORACE_CHECKER_SCHEDULE_SCHEDULE_DIFF_H_
#define DIORACE_CHECKER_SCHEDULE_SCHEDULE_DIFF_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "checker/schedule/schedule.pb.h"

namespace checker {

struct ScheduleDiff {
  // A decision of either schedule or a pair, by index from 0.
  struct Row {
    std::optional<size_t> a;
    std::optional<size_t> b;
    // A pair in which nothing differs: range, and the value of a choice.
    bool same = false;

    friend bool operator==(const Row&, const Row&) = default;
  };
  // Every decision of both, in the order of both; where only one has some,
  // those of `a` first.
  std::vector<Row> rows;
  // For each decision of `a` (`b`): where in `b` (`a`) it is anchored, paired
  // or not.
  std::vector<std::optional<size_t>> a_in_b;
  std::vector<std::optional<size_t>> b_in_a;
  // The first row that is not `same`.
  std::optional<size_t> first_difference;
  // ViolationIdentity is equal.
  bool same_violation = false;
};

ScheduleDiff DiffSchedules(const Schedule& a, const Schedule& b);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_SCHEDULE_DIFF_H_
