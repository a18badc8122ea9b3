#include "model/pi/remap.h"

#include "model/mutation.h"

namespace dio::pi {

void RemapRefTags(const Profile& profile, absl::Span<Tuple> tuples,
                  uint64_t from, uint64_t to) {
  if (!profile.has_ref_tag()) return;
  for (Tuple& tuple : tuples) {
    if (tuple.ref == RefTag(profile.guard, from))
      tuple.ref = RefTag(profile.guard, to);
    ++from;
    if (!Mutated(Mutation::kRemapOnlyFirst)) ++to;
  }
}

}  // namespace dio::pi
