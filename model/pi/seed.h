// The seed of a bio: the number from which the reference tags of its intervals
// count up, one an interval.
//
//   uint64_t seed = SeedOf(/*sector=*/80, /*interval_bytes=*/4096,
//                          /*in_intervals=*/true);  // 10
//
// Linux long started from the number of the sector even where intervals are
// larger. Remapping (remap.h) hides that, since it replaces the tags whatever
// their unit; where it does not happen, the tags of one bio do not continue in
// the next, and good data fails its check (race R62, a zone append).
//
// Source: bip_set_seed and its callers in block/ of Linux.

#ifndef DIORACE_MODEL_PI_SEED_H_
#define DIORACE_MODEL_PI_SEED_H_

#include <cstdint>

namespace dio::pi {

// `sector` is the bio's address in units of 512 bytes or, if intervals are
// smaller than that, in intervals; then, and with intervals of 512 bytes, it is
// the seed. With larger ones the seed is the address in intervals or, if not
// `in_intervals`, still the number of the sector. `interval_bytes` must be a
// power of two.
uint64_t SeedOf(uint64_t sector, uint32_t interval_bytes, bool in_intervals);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_SEED_H_
