// Bouncing: direct I/O through folios of the kernel's own, so that the data
// cannot change under it.
//
// Source: bio_iov_iter_bounce and bio_iov_iter_unbounce in block/bio.c of
// Linux, from 7.0 on.

#ifndef DIORACE_MODEL_IOMAP_BOUNCE_H_
#define DIORACE_MODEL_IOMAP_BOUNCE_H_

#include "model/block/bio.h"
#include "model/kernel.h"
#include "model/mm/iov_iter.h"

namespace dio {

// What bounds a bounced bio.
struct BounceLimits {
  uint32_t max_bytes;    // of the bio
  uint32_t block_bytes;  // of which its size must be a multiple
};

// A folio for the part of `bio` that begins at `position` of the call: as large
// as can be had, at most `bytes`, which becomes its size. Null if not even the
// smallest can.
Folio* folio_alloc_greedy(Kernel& kernel, Bio& bio, uint32_t position,
                          const BounceLimits& limits, uint32_t& bytes);

// Fills `bio` with folios and copies user memory into them, chunk by chunk: the
// only time that it is looked at. A store in between tears the data, which is
// legal. Returns 0 or -errno; `iter` is moved on by what was copied.
int bio_iov_iter_bounce_write(Kernel& kernel, Bio& bio, IovIter& iter,
                              const BounceLimits& limits);

// One folio for the device, and the user's pages pinned for the copy-back. They
// are not dirtied: nothing is written to them before that.
int bio_iov_iter_bounce_read(Kernel& kernel, Bio& bio, IovIter& iter,
                             const BounceLimits& limits);

// Of a read, copies what the device delivered back to the user unless
// `is_error`, then dirties and unpins; may sleep. Of a write, frees the folios.
void bio_iov_iter_unbounce(Kernel& kernel, Bio& bio, bool is_error);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_BOUNCE_H_
