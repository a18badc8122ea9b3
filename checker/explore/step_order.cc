#include "checker/explore/step_order.h"

#include <utility>
#include <vector>

#include "checker/runtime/dependence.h"

namespace checker {

bool StepOrder::Before(uint32_t i, uint32_t j) {
  if (BeforeInTrace(i, j)) return true;
  // Through what was added, each of which need be gone through once only.
  std::vector<bool> met(added_.size());
  std::vector<uint32_t> reached = {i};
  while (!reached.empty()) {
    const uint32_t from = reached.back();
    reached.pop_back();
    for (size_t k = 0; k < added_.size(); ++k) {
      if (met[k] || !BeforeInTrace(from, added_[k].first)) continue;
      if (BeforeInTrace(added_[k].second, j)) return true;
      met[k] = true;
      reached.push_back(added_[k].second);
    }
  }
  return false;
}

bool StepOrder::BeforeInTrace(uint32_t i, uint32_t j) {
  if (i >= j) return i == j;
  if (Ordered(trace_[i].access, trace_[j].access)) return true;
  if (!std::exchange(followed_, true)) clocks_.Follow(trace_, causes_);
  return clocks_.Before(i, j);
}

}  // namespace checker
