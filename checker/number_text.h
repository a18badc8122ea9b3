// Numbers as people read them.

#ifndef DIORACE_CHECKER_NUMBER_TEXT_H_
#define DIORACE_CHECKER_NUMBER_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace checker {

// "1 interleaving", "1,234 interleavings".
std::string Plural(uint64_t number, absl::string_view thing);

// 1234567 as "1,234,567".
std::string WithThousands(uint64_t number);

}  // namespace checker

#endif  // DIORACE_CHECKER_NUMBER_TEXT_H_
