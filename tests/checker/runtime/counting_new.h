// Counts what is allocated on the heap with operator new, anywhere in the
// program that this is linked into.

#ifndef DIORACE_TESTS_CHECKER_RUNTIME_COUNTING_NEW_H_
#define DIORACE_TESTS_CHECKER_RUNTIME_COUNTING_NEW_H_

#include <cstdint>

namespace checker {

// So far.
uint64_t Allocations();

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_RUNTIME_COUNTING_NEW_H_
