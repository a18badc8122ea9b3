// Reference tags and bios that move. A bio's tags follow its address on the
// device that it was submitted to; partitions and stacked drivers send it to
// another address below. Before a request starts, its "virtual" tags become
// real ones, and when it is complete they become virtual again:
//
//   RemapRefTags(profile, tuples, virtual_seed, real_seed);  // prepare
//   RemapRefTags(profile, tuples, real_seed, virtual_seed);  // complete
//
// Doing the same twice does no more than doing it once, since mapped tags do
// not match. With other seeds it does: a bio that is resubmitted in part keeps
// its tags. So Linux flags a bio that is mapped (BIP_MAPPED_INTEGRITY); here
// the caller does.
//
// Source: blk_integrity_prepare and blk_integrity_complete in block/t10-pi.c of
// Linux.

#ifndef DIORACE_MODEL_PI_REMAP_H_
#define DIORACE_MODEL_PI_REMAP_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/pi/profile.h"
#include "model/pi/tuple.h"

namespace dio::pi {

// Each tuples[i] whose reference tag is that of the seed `from` + i gets that
// of `to` + i. Tags that do not match stay, so an error stays one, and so do
// all tags of type 3. Seeds are in intervals.
void RemapRefTags(const Profile& profile, absl::Span<Tuple> tuples,
                  uint64_t from, uint64_t to);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_REMAP_H_
