// What the tests of single paths share: what is found, with its row, also where
// the checker alone found it.

#ifndef DIORACE_TESTS_MODEL_PATHS_IO_H_
#define DIORACE_TESTS_MODEL_PATHS_IO_H_

#include <set>
#include <string>

#include "checker/explore/explorer.h"
#include "model/workload.h"

namespace dio {

// Explores everything, and fails the test if that is impossible. "R15
// use_after_free", and so on, of each violation.
std::set<std::string> RowsFoundIn(Workload& workload);

// The same workload with one switch turned.
std::set<std::string> RowsFoundWith(Workload workload, Switch id, bool on);

// The medium of the first device holds an interval at `address` that does not
// fit its protection information.
std::set<std::string> RowsFoundOnSpoilt(Workload& workload, uint32_t address);

bool Reached(const Workload& workload, KernelStep step);

}  // namespace dio

#endif  // DIORACE_TESTS_MODEL_PATHS_IO_H_
