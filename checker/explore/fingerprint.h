// A number that stands for an operation, to notice that tested code does not do
// what it did before.

#ifndef DIORACE_CHECKER_EXPLORE_FINGERPRINT_H_
#define DIORACE_CHECKER_EXPLORE_FINGERPRINT_H_

#include <cstdint>

#include "checker/runtime/operation.h"
#include "checker/runtime/strategy.h"

namespace checker {

// Equal for operations of the same task, kind, object and range. Addresses and
// lines of source play no part.
inline uint64_t Fingerprint(const Operation& operation) {
  uint64_t hash =
      (Index(operation.task) << 8 | static_cast<uint64_t>(operation.kind)) *
      0x9E3779B97F4A7C15u;
  hash = (hash ^ Index(operation.object)) * 0x9E3779B97F4A7C15u;
  return hash ^ (static_cast<uint64_t>(operation.range.begin) << 32 |
                 operation.range.end);
}

// Equal for points at which the same tasks announce the same operations.
inline uint64_t Announced(const SchedulingPoint& point) {
  uint64_t sum = 0;
  for (const TaskId task : point.pending)
    sum += Fingerprint(point.operations.pending(task)) * 0x9E3779B97F4A7C15u;
  return sum;
}

// Equal for choices of the same task, site and number of values.
inline uint64_t Fingerprint(const ChoicePoint& point) {
  uint64_t hash = Index(point.task) << 32 | static_cast<uint32_t>(point.count);
  for (const char c : point.site.text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x9E3779B97F4A7C15u;
  }
  return (hash ^ static_cast<uint32_t>(point.site.index)) * 0x9E3779B97F4A7C15u;
}

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_FINGERPRINT_H_
