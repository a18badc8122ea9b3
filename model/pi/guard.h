// The guard of an integrity interval: a checksum over its data, taken in as
// many pieces as the one who computes it reads memory in.
//
//   Guard guard(GuardType::kCrc16T10Dif);
//   guard.Add(first_half);   // the user may store into the second half here
//   guard.Add(second_half);
//   tuple.guard = guard.value();
//
// Adding pieces gives the same value as adding their concatenation at once.
// Metadata that precedes the tuple is guarded too: add it after the data, as
// IntervalGuard of metadata.h does.
//
// What a guard cannot see (an oracle that must not miss a change compares the
// bytes as well):
// - CRC16 T10-DIF starts from 0, so leading zeros are invisible to it: the
//   guard of zeros is 0 whatever their number, and so is the guard of nothing.
//   Any other change goes unnoticed once in 2^16 times.
// - The IP checksum does not see words that changed places, and takes ffff and
//   0000 for the same: every mixture of such words in which there is one ffff
//   has the guard 0. So ones overwritten with zeros are seen only when no one
//   is left.
// - CRC64-NVMe misses a change once in 2^64 times.
//
// Source: T10 SBC-4, "Logical block guard field"; the catalogue of parametrised
// CRC algorithms (reveng.sourceforge.io/crc-catalogue), CRC-16/T10-DIF and
// CRC-64/NVME; RFC 1071; block/t10-pi.c of Linux.

#ifndef DIORACE_MODEL_PI_GUARD_H_
#define DIORACE_MODEL_PI_GUARD_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"

namespace dio::pi {

enum class GuardType : uint8_t {
  // 16 bits: polynomial 0x8BB7, initial value 0, not reflected, no final xor.
  kCrc16T10Dif,
  // 16 bits: the ones' complement of the ones'-complement sum of big-endian
  // words. Between host and SCSI adapter only (DIX), since it is cheap.
  kIpChecksum,
  // 64 bits, NVMe only: see crc64_nvme.h.
  kCrc64Nvme,
};

// A plain value: a copy continues on its own. Never allocates.
class Guard {
 public:
  explicit Guard(GuardType type) : type_(type) {}

  void Add(absl::Span<const uint8_t> bytes);
  void AddZeros(size_t count);

  // The guard of all bytes added so far, as a number: 16 or 64 bits. The IP
  // checksum of an odd number of bytes is that with a zero behind them.
  uint64_t value() const;

 private:
  GuardType type_;
  // IP checksum: the next byte is the low half of a word.
  bool odd_ = false;
  // A CRC, or the sum of words, which cannot overflow.
  uint64_t state_ = 0;
};

// The guard of `bytes`, at once.
uint64_t ComputeGuard(GuardType type, absl::Span<const uint8_t> bytes);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_GUARD_H_
