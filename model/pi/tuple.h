// The protection information of one integrity interval: 8 bytes, big endian.
//
//   byte   0  1     2  3     4  5  6  7
//          guard    app      ref
//
//   Tuple tuple = MakeTuple(guard.value(), seed + i);  // interval i of a bio
//   uint8_t bytes[kTupleBytes];
//   Encode(tuple, absl::MakeSpan(bytes));
//   Decode(bytes) == tuple;
//
// Source: T10 SBC-4, "Protection information format"; NVM Command Set
// Specification, "16b Guard Protection Information"; struct t10_pi_tuple in
// include/linux/t10-pi.h of Linux.

#ifndef DIORACE_MODEL_PI_TUPLE_H_
#define DIORACE_MODEL_PI_TUPLE_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"

namespace dio::pi {

inline constexpr size_t kTupleBytes = 8;

// An application tag that says: do not check this interval. Media that was
// formatted but never written holds such tuples.
inline constexpr uint16_t kAppEscape = 0xffff;

struct Tuple {
  uint16_t guard = 0;
  uint16_t app = 0;
  uint32_t ref = 0;

  friend bool operator==(const Tuple&, const Tuple&) = default;
};

// The reference tag of Type 1 for an interval whose seed (the seed of its bio
// plus its number in it) is `seed`: the low 32 bits.
inline uint32_t RefTag(uint64_t seed) { return static_cast<uint32_t>(seed); }

// The tuple Linux generates for an interval: application tag 0, reference tag
// RefTag(seed).
inline Tuple MakeTuple(uint16_t guard, uint64_t seed) {
  return {.guard = guard, .app = 0, .ref = RefTag(seed)};
}

// Both require a span of exactly kTupleBytes bytes.
void Encode(const Tuple& tuple, absl::Span<uint8_t> out);
Tuple Decode(absl::Span<const uint8_t> bytes);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_TUPLE_H_
