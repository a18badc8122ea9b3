// The guard of an integrity interval: a checksum over its data, taken in as
// many pieces as the one who computes it reads memory in.
//
//   Guard guard(GuardType::kCrc16T10Dif);
//   guard.Add(first_half);   // the user may store into the second half here
//   guard.Add(second_half);
//   tuple.guard = guard.value();
//
// Adding pieces gives the same value as adding their concatenation at once.
// Metadata that precedes the tuple is guarded too: add it after the data.
//
// CRC16 T10-DIF starts from 0, so leading zeros are invisible to it: the guard
// of zeros is 0 whatever their number, and so is the guard of nothing. Any
// other change goes unnoticed once in 2^16 times: an oracle that must not miss
// one compares the bytes as well.
//
// Source: T10 SBC-4, "Logical block guard field"; the catalogue of parametrised
// CRC algorithms (reveng.sourceforge.io/crc-catalogue), CRC-16/T10-DIF;
// block/t10-pi.c of Linux.

#ifndef DIORACE_MODEL_PI_GUARD_H_
#define DIORACE_MODEL_PI_GUARD_H_

#include <cstdint>

#include "absl/types/span.h"

namespace dio::pi {

enum class GuardType : uint8_t {
  // Polynomial 0x8BB7, initial value 0, not reflected, no final xor.
  kCrc16T10Dif,
};

// A plain value: a copy continues on its own.
class Guard {
 public:
  explicit Guard(GuardType type) : type_(type) {}

  void Add(absl::Span<const uint8_t> bytes);

  // The guard of all bytes added so far.
  uint16_t value() const { return value_; }

 private:
  GuardType type_;
  uint16_t value_ = 0;
};

// The guard of `bytes`, at once.
uint16_t ComputeGuard(GuardType type, absl::Span<const uint8_t> bytes);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_GUARD_H_
