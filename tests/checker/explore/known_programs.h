// Small programs whose number of interleavings and of Mazurkiewicz traces is
// known from elsewhere: from the test-suites of GenMC, Nidhugg and Concuerror,
// which count them with other algorithms, and from arithmetic. A strategy that
// counts otherwise is wrong.
//
//   for (const KnownProgram& program : KnownPrograms())
//     Explore([&] { program.body(TaskOrder::kAsListed); });

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_KNOWN_PROGRAMS_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_KNOWN_PROGRAMS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/checker/explore/guarded_write.h"  // IWYU pragma: export
#include "tests/checker/explore/task_order.h"     // IWYU pragma: export

namespace checker {

struct KnownProgram {
  // Unique, fit for the name of a test: "inc_3".
  std::string name;
  // Runs once, in an execution.
  std::function<void(TaskOrder)> body;
  // Of all interleavings; empty where the program has too many to try.
  std::optional<uint64_t> interleavings;
  // Equivalence classes of interleavings; empty where nobody has published it.
  std::optional<uint64_t> traces;
  // Whether some interleaving ends in a deadlock.
  bool deadlocks = false;
};

// All of them, in an order that never changes.
const std::vector<KnownProgram>& KnownPrograms();

void PrintTo(const KnownProgram& program, std::ostream* out);

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_KNOWN_PROGRAMS_H_
