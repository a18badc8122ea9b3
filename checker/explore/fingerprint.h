// A number that stands for an operation, to notice that tested code does not do
// what it did before.

#ifndef DIORACE_CHECKER_EXPLORE_FINGERPRINT_H_
#define DIORACE_CHECKER_EXPLORE_FINGERPRINT_H_

#include <cstdint>

#include "checker/runtime/operation.h"

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

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_FINGERPRINT_H_
