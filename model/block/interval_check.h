// The second of the two looks that must agree: an integrity interval is read
// again, and compared with its tuple and with what was seen first.

#ifndef DIORACE_MODEL_BLOCK_INTERVAL_CHECK_H_
#define DIORACE_MODEL_BLOCK_INTERVAL_CHECK_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/block/bio.h"
#include "model/pi/check.h"

namespace dio {

// Reads interval `index` of `bio` into `interval`, piece by piece, and returns
// the guard over what was seen.
uint64_t LookAgain(Bio& bio, uint32_t index, absl::Span<uint8_t> interval);

// Compares, after LookAgain, the tuple, the guard and the bytes of interval
// `index`. If they do not agree, reports a violation, unless the medium was
// spoilt on purpose: "guard_mismatch" or "ref_mismatch" if `verifier` notices,
// "undetected_mismatch" if only the bytes tell. The oracle is "read_verify" for
// the kernel, "device_check" for a device. Returns whether it notices, and so
// must fail the I/O.
bool CheckInterval(Bio& bio, uint64_t guard, uint32_t index,
                   pi::Verifier verifier);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_INTERVAL_CHECK_H_
