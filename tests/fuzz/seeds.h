// Inputs that fuzzing begins with: the repository's own files.

#ifndef DIORACE_TESTS_FUZZ_SEEDS_H_
#define DIORACE_TESTS_FUZZ_SEEDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace diorace {

// What the file `path` holds; of a C++ source, the raw strings in it.
absl::StatusOr<std::vector<std::string>> SeedsOf(const std::string& path);

}  // namespace diorace

#endif  // DIORACE_TESTS_FUZZ_SEEDS_H_
