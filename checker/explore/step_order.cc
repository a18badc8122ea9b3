#include "checker/explore/step_order.h"

#include <algorithm>

#include "checker/runtime/dependence.h"

namespace checker {
namespace {

void Join(const std::array<uint32_t, kMaxTasks>& other,
          std::array<uint32_t, kMaxTasks>& into) {
  for (size_t i = 0; i < kMaxTasks; ++i) into[i] = std::max(into[i], other[i]);
}

}  // namespace

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
  if (clocks_.empty()) MakeClocks();
  return clocks_[j][Index(trace_[i].access.task)] >= trace_[i].nth;
}

void StepOrder::MakeClocks() {
  clocks_.resize(trace_.size());
  Clocks tasks(kMaxTasks);
  const auto* cause = causes_.begin();
  for (uint32_t i = 0; i < trace_.size(); ++i) {
    for (; cause != causes_.end() && cause->at <= i; ++cause) {
      auto& into = tasks[Index(cause->task)];
      if (cause->kind != Cause::Kind::kQuiescence) {
        Join(tasks[Index(cause->other)], into);
      } else {
        for (const auto& other : tasks) Join(other, into);
      }
    }
    const Access& access = trace_[i].access;
    auto& own = tasks[Index(access.task)];
    for (uint32_t j = 0; j < i; ++j)
      if (Ordered(trace_[j].access, access)) Join(clocks_[j], own);
    own[Index(access.task)] = trace_[i].nth;
    clocks_[i] = own;
  }
}

}  // namespace checker
