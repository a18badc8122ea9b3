// Who explores which part: every worker its own, then what others have left.

#ifndef DIORACE_CHECKER_DIVISION_PART_QUEUE_H_
#define DIORACE_CHECKER_DIVISION_PART_QUEUE_H_

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace checker {

// Thread-safe.
class PartQueue {
 public:
  // Deals out `parts`, the largest first, to so many workers.
  PartQueue(const std::vector<size_t>& parts, size_t workers);

  // The next part for `worker`: the first of its own, else the last of who has
  // most left. None if nothing is left.
  std::optional<size_t> Take(size_t worker);

 private:
  std::mutex mutex_;
  std::vector<std::deque<size_t>> left_;  // by worker
};

}  // namespace checker

#endif  // DIORACE_CHECKER_DIVISION_PART_QUEUE_H_
