// Programs that are large enough to be worth an estimate.

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_ESTIMATED_PROGRAMS_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_ESTIMATED_PROGRAMS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace checker {

struct EstimatedProgram {
  std::string name;
  std::function<void()> body;
  // At least 10,000; 0 where there are fewer or nobody knows.
  uint64_t interleavings = 0;
};

// Those of KnownPrograms with 10,000 interleavings or more, or 500 traces or
// more; and others, whose interleavings are counted by arithmetic; each number
// is also tried out (estimate_test.cc).
const std::vector<EstimatedProgram>& EstimatedPrograms();

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_ESTIMATED_PROGRAMS_H_
