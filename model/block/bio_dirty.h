// Dirtying the pages of a finished zero-copy read.
//
// They are dirtied before the I/O, since marking a folio dirty may sleep and
// the completion may be in interrupt context. If somebody cleaned one
// meanwhile, the bio is handed to a worker, which dirties it again; the pages
// stay pinned until then.
//
// Source: bio_set_pages_dirty, bio_check_pages_dirty and bio_dirty_fn of
// block/bio.c of Linux.

#ifndef DIORACE_MODEL_BLOCK_BIO_DIRTY_H_
#define DIORACE_MODEL_BLOCK_BIO_DIRTY_H_

#include "model/block/bio.h"

namespace dio {

// Before the I/O. May sleep.
void bio_set_pages_dirty(Kernel& kernel, Bio& bio);
// After it, in any context: unpins and frees the bio, now or in the worker.
void bio_check_pages_dirty(Kernel& kernel, Bio& bio);
// Unpins the user's pages of the bio. The vectors of a bounced read follow the
// bounce folio's.
void bio_unpin_pages(Bio& bio);
absl::Span<BioVec> UserVecs(Bio& bio);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_BIO_DIRTY_H_
