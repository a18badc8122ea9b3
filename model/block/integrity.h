// Protection information of a bio: generated over the data when a write is
// submitted, verified after a read. By the block layer itself, which does it in
// submit_bio and in kintegrityd, or by the file system (fs_integrity.h).
//
// Source: block/bio-integrity.c, block/bio-integrity-auto.c, block/t10-pi.c of
// Linux.

#ifndef DIORACE_MODEL_BLOCK_INTEGRITY_H_
#define DIORACE_MODEL_BLOCK_INTEGRITY_H_

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "model/block/bio.h"
#include "model/block/two_looks.h"
#include "model/pi/profile.h"
#include "model/pi/tuple.h"

namespace dio {

// struct bio_integrity_payload: one tuple per interval of the bio. Who holds
// the bio may touch it.
struct IntegrityPayload {
  IntegrityPayload(const pi::Profile& profile, absl::Span<pi::Tuple> tuples,
                   uint64_t seed, const TwoLooks& looks)
      : profile(profile), tuples(tuples), seed(seed), looks(looks) {}

  // Shows who observes the state what the tuples are now.
  void ShowTuples() const;

  const pi::Profile profile;
  absl::Span<pi::Tuple> tuples;
  // Of the first interval, as the owner counts: "virtual" reference tags count
  // up from it.
  uint64_t seed;
  // The owner is the file system, which frees it, too.
  bool fs_owned = false;
  // BIP_MAPPED_INTEGRITY: the tags are those of the device.
  bool mapped = false;
  // What those who must agree saw.
  TwoLooks looks;

  // All of it, when the front of the bio has been split off.
  struct Whole {
    absl::Span<pi::Tuple> tuples;
    uint64_t seed;
    TwoLooks looks;
  };
  std::optional<Whole> whole = {};
};

// An interval that does not fit its tuple, and the guard over what was seen.
struct FailedInterval {
  uint32_t index;
  uint64_t guard;
};

// A payload for all of `bio`, whose tuples are still to be generated.
IntegrityPayload* bio_integrity_alloc(Kernel& kernel, const Bio& bio,
                                      const pi::Profile& profile);
// One tuple an interval, from live memory, piece by piece: the first look at
// the data.
void bio_integrity_generate(Bio& bio);
// The second look, at the first `count` intervals; stops at the first that
// fails.
BlkStatus bio_integrity_verify(Bio& bio, uint32_t count = UINT32_MAX);
// The same over the first `count` intervals, but nothing is reported: for those
// who look once more before they believe it.
std::optional<FailedInterval> bio_integrity_try_verify(Bio& bio,
                                                       uint32_t count);
void bio_integrity_free(Kernel& kernel, Bio& bio);

// Attaches a payload to `bio` and, for a write, generates the tuples, unless
// the profile says that nobody wants them.
void bio_integrity_prep(Kernel& kernel, Bio& bio, const pi::Profile& profile);

// Called by bio_endio. False if the bio is not finished yet, since it waits for
// verification; kintegrityd will call bio_endio again. Otherwise the payload is
// freed, if it is the block layer's.
bool bio_integrity_endio(Kernel& kernel, Bio& bio);

// Gives `front` the tuples of its part of `bio`, and `bio` the rest. `front` is
// what was split off.
void bio_integrity_split(Kernel& kernel, Bio& front, Bio& bio);

// Before a request starts: reference tags become those of the device. Once a
// bio. After a read they become the owner's again.
void blk_integrity_prepare(Bio& bio);
void blk_integrity_complete(Bio& bio);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_INTEGRITY_H_
