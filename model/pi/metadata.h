// The metadata of one integrity interval: zeros, the tuple at the profile's
// offset, zeros.
//
//   Guard guard(profile.guard);
//   guard.Add(data);
//   guard.AddZeros(profile.pi_offset);  // as IntervalGuard(profile, data)
//   EncodeMetadata(profile, MakeTuple(profile, guard.value(), seed), metadata);
//
// Linux zeroes the bytes around the tuples that it generates, and gives them no
// other meaning. Who holds Tuple values need not keep those bytes at all.
//
// Source: bio_integrity_prep in block/bio-integrity-auto.c and the generators
// in block/t10-pi.c of Linux; NVM Command Set Specification, "Protection
// Information and Metadata".

#ifndef DIORACE_MODEL_PI_METADATA_H_
#define DIORACE_MODEL_PI_METADATA_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/pi/profile.h"
#include "model/pi/tuple.h"

namespace dio::pi {

// The guard of an interval that holds `data`, and of the zeros before its
// tuple.
uint64_t IntervalGuard(const Profile& profile, absl::Span<const uint8_t> data);

// Both require a span of exactly profile.metadata_bytes bytes. DecodeMetadata
// does not look at what is around the tuple.
void EncodeMetadata(const Profile& profile, const Tuple& tuple,
                    absl::Span<uint8_t> out);
Tuple DecodeMetadata(const Profile& profile, absl::Span<const uint8_t> bytes);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_METADATA_H_
