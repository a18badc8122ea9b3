// A number that stands for a text or for bytes: the same on every machine.

#ifndef DIORACE_CHECKER_RUNTIME_DIGEST_H_
#define DIORACE_CHECKER_RUNTIME_DIGEST_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// Spreads the bits of a number. Algorithm: the finaliser of SplitMix64 (Steele,
// Lea and Flood, OOPSLA 2014); a bijection.
constexpr uint64_t Mix(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

// The digest of a sequence that had `digest` before `value` was appended.
constexpr uint64_t Combine(uint64_t digest, uint64_t value) {
  return Mix(digest + 0x9E3779B97F4A7C15u) ^
         Mix(value + 0xD1B54A32D192ED03u) * 3;
}

// Of how many there are and what they are.
uint64_t Digest(absl::Span<const uint8_t> bytes);
uint64_t Digest(absl::string_view text);

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_DIGEST_H_
