// The CRC behind NVMe's 64-bit guard, which the ISA-L of Debian does not have.
//
//   uint64_t crc = Crc64Nvme(0, first_half);
//   crc = Crc64Nvme(crc, second_half);  // that of both
//
// Source: NVM Command Set Specification, "64b CRC Polynomials". The polynomial
// is 0xAD93D23594C93659, reflected; initial value and final xor are all ones.
// The check value printed there is that of "123456789" with its bits reversed,
// a known erratum: the right one is ae8b14860a799888.

#ifndef DIORACE_MODEL_PI_CRC64_NVME_H_
#define DIORACE_MODEL_PI_CRC64_NVME_H_

#include <cstdint>

#include "absl/types/span.h"

namespace dio::pi {

// The CRC of what has the CRC `crc` followed by `bytes`; that of nothing is 0.
uint64_t Crc64Nvme(uint64_t crc, absl::Span<const uint8_t> bytes);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_CRC64_NVME_H_
