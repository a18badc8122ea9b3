#include "model/pi/metadata.h"

#include <algorithm>
#include <cassert>

#include "model/pi/guard.h"

namespace dio::pi {

uint64_t IntervalGuard(const Profile& profile, absl::Span<const uint8_t> data) {
  Guard guard(profile.guard);
  guard.Add(data);
  guard.AddZeros(profile.pi_offset);
  return guard.value();
}

void EncodeMetadata(const Profile& profile, const Tuple& tuple,
                    absl::Span<uint8_t> out) {
  assert(out.size() == profile.metadata_bytes);
  std::fill(out.begin(), out.end(), uint8_t{0});
  Encode(profile.guard, tuple,
         out.subspan(profile.pi_offset, TupleBytes(profile.guard)));
}

Tuple DecodeMetadata(const Profile& profile, absl::Span<const uint8_t> bytes) {
  assert(bytes.size() == profile.metadata_bytes);
  return Decode(profile.guard,
                bytes.subspan(profile.pi_offset, TupleBytes(profile.guard)));
}

}  // namespace dio::pi
