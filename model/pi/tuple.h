// The protection information of one integrity interval, big endian. With a
// guard of 16 bits it has 8 bytes, with one of 64 bits 16:
//
//   byte   0  1     2  3     4  5  6  7
//          guard    app      ref
//
//   byte   0 … 7    8  9     10 … 15
//          guard    app      ref
//
//   Tuple tuple = MakeTuple(profile, guard.value(), seed + i);  // interval i
//   uint8_t bytes[8];
//   Encode(profile.guard, tuple, absl::MakeSpan(bytes));
//   Decode(profile.guard, bytes) == tuple;
//
// Source: T10 SBC-4, "Protection information format"; NVM Command Set
// Specification, "16b Guard Protection Information" and "64b Guard Protection
// Information"; struct t10_pi_tuple and crc64_pi_tuple in
// include/linux/t10-pi.h of Linux. NVMe divides the 48 bits into a storage and
// a reference tag; Linux uses no storage tag, so they are one tag here.

#ifndef DIORACE_MODEL_PI_TUPLE_H_
#define DIORACE_MODEL_PI_TUPLE_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/pi/guard.h"
#include "model/pi/profile.h"

namespace dio::pi {

// An application tag that says: do not check this interval. Media that was
// formatted but never written holds such tuples. Type 3 asks for a reference
// tag of all ones besides.
inline constexpr uint16_t kAppEscape = 0xffff;

// Tags as numbers. Those of the small layout use the low 16 and 32 bits.
struct Tuple {
  uint64_t guard = 0;
  uint16_t app = 0;
  uint64_t ref = 0;

  friend bool operator==(const Tuple&, const Tuple&) = default;
};

// The size of a tuple with this guard: 8 or 16.
constexpr uint32_t TupleBytes(GuardType guard) {
  return guard == GuardType::kCrc64Nvme ? 16 : 8;
}

// The largest reference tag beside this guard, which has 32 or 48 bits: all
// ones.
constexpr uint64_t MaxRefTag(GuardType guard) {
  return guard == GuardType::kCrc64Nvme ? 0xffff'ffff'ffff : 0xffff'ffff;
}

// The reference tag of types 1 and 2 for an interval whose seed (the seed of
// its bio plus its number in it) is `seed`: the low 32 or 48 bits.
constexpr uint64_t RefTag(GuardType guard, uint64_t seed) {
  return seed & MaxRefTag(guard);
}

// The tuple Linux generates for an interval: application tag 0, reference tag
// RefTag or, with type 3, 0.
Tuple MakeTuple(const Profile& profile, uint64_t guard, uint64_t seed);

// Both require a span of exactly TupleBytes(guard) bytes, Encode tags that fit.
void Encode(GuardType guard, const Tuple& tuple, absl::Span<uint8_t> out);
Tuple Decode(GuardType guard, absl::Span<const uint8_t> bytes);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_TUPLE_H_
