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

namespace checker {

// In which order the body creates its tasks. Ids follow from it, names do not;
// no count may depend on it.
enum class TaskOrder { kAsListed, kReversed, kRotated };

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

// The workload that every checker was measured on: a submitter fills a page of
// eight sectors, computes a guard of each and submits; a device compares what
// it fetches with the guards; user tasks store into sectors meanwhile.
struct GuardedWrite {
  // Copy the page before guards are computed, so that stores do not matter.
  bool bounce = false;
  // 1: stores sector 3; 3: also sectors 1 and 6.
  int users = 1;
  // Whether submit, complete and wait are operations.
  bool handshake = true;

  // Runs once, in an execution; returns whether the device saw a mismatch.
  bool Run(TaskOrder order) const;
};

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_KNOWN_PROGRAMS_H_
