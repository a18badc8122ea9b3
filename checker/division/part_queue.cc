#include "checker/division/part_queue.h"

#include <algorithm>

namespace checker {

PartQueue::PartQueue(const std::vector<size_t>& parts, size_t workers)
    : left_(workers) {
  for (size_t i = 0; i < parts.size(); ++i)
    left_[i % workers].push_back(parts[i]);
}

std::optional<size_t> PartQueue::Take(size_t worker) {
  const std::lock_guard lock(mutex_);
  std::deque<size_t>& own = left_[worker];
  if (!own.empty()) {
    const size_t part = own.front();
    own.pop_front();
    return part;
  }
  std::deque<size_t>& most = *std::max_element(
      left_.begin(), left_.end(),
      [](const auto& a, const auto& b) { return a.size() < b.size(); });
  if (most.empty()) return std::nullopt;
  const size_t part = most.back();
  most.pop_back();
  return part;
}

}  // namespace checker
