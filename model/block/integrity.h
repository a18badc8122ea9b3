// The block layer's own protection information: generated over the data when a
// write is submitted, verified in kintegrityd after a read.
//
// Source: block/bio-integrity-auto.c, block/t10-pi.c of Linux.

#ifndef DIORACE_MODEL_BLOCK_INTEGRITY_H_
#define DIORACE_MODEL_BLOCK_INTEGRITY_H_

#include <cstdint>

#include "absl/types/span.h"
#include "checker/runtime/operation.h"
#include "model/block/bio.h"
#include "model/pi/profile.h"
#include "model/pi/tuple.h"

namespace dio {

// struct bio_integrity_payload: one tuple per interval of the bio. Who holds
// the bio may touch it.
struct IntegrityPayload {
  IntegrityPayload(const pi::Profile& profile, absl::Span<pi::Tuple> tuples)
      : profile(profile), tuples(tuples) {}

  const pi::Profile profile;
  const absl::Span<pi::Tuple> tuples;
};

// Attaches a payload to `bio` and, for a write, generates the tuples: the first
// look at the data.
void bio_integrity_prep(Kernel& kernel, Bio& bio, const pi::Profile& profile);

// Called by bio_endio. False if the bio is not finished yet, since it waits for
// verification; kintegrityd will call bio_endio again. Otherwise the payload is
// freed.
bool bio_integrity_endio(Kernel& kernel, Bio& bio);

// Who takes the second of the two looks that must agree.
enum class SecondParty : uint8_t {
  kDevice,  // fetches a write, and checks it against its tuples: oracle
            // "device_check"
  kKernel,  // verifies a read after the device delivered it: oracle
            // "read_verify"
};

// Reads interval `index` of `bio` into `interval`, piece by piece, and returns
// the guard over what was seen.
uint64_t LookAgain(Bio& bio, const pi::Profile& profile, uint32_t index,
                   absl::Span<uint8_t> interval);

// Compares, after LookAgain, the tuple, the guard and the bytes of interval
// `index`. If they do not agree, reports a violation: "guard_mismatch" if
// `party` notices, "undetected_mismatch" if only the bytes tell. Returns
// whether it notices, and so must fail the I/O.
bool CheckInterval(Bio& bio, const pi::Tuple& tuple, uint64_t guard,
                   uint32_t index, SecondParty party);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_INTEGRITY_H_
