// User pages as vectors of a bio: extraction, and trimming to whole blocks.
//
// Source: iov_iter_extract_bvecs in lib/iov_iter.c, bio_iov_iter_get_pages and
// bio_iov_iter_align_down in block/bio.c of Linux.

#ifndef DIORACE_MODEL_IOMAP_EXTRACT_H_
#define DIORACE_MODEL_IOMAP_EXTRACT_H_

#include <cstdint>

#include "model/block/bio.h"
#include "model/kernel.h"
#include "model/mm/iov_iter.h"

namespace dio {

// Pins user pages from `iter` on (unless it is registered memory, which is held
// already) and puts them into `bio` behind the vectors it has, up to
// `max_bytes`; may stop before, where memory is not mapped or of another
// provider, or the vectors are used up. Adds to bi_size and vcnt, moves `iter`.
// -EFAULT if there is nothing; after an error nothing has changed.
int ExtractBvecs(Kernel& kernel, Bio& bio, IovIter& iter, uint32_t max_bytes);

// bio_iov_iter_get_pages(): the user's own pages, a multiple of `block_bytes`.
int bio_iov_iter_get_pages(Kernel& kernel, Bio& bio, IovIter& iter,
                           uint32_t max_bytes, uint32_t block_bytes);

// Drops `bytes` from the end of the bio and moves `iter` back. `vecs` are the
// ones to shorten, from the last on.
void bio_trim_tail(Kernel& kernel, Bio& bio, absl::Span<BioVec> vecs,
                   IovIter& iter, uint32_t bytes);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_EXTRACT_H_
