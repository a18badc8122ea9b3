// Ioends: completion deferred to a worker of the inode, in a context that may
// sleep.
//
// Source: fs/iomap/ioend.c, fs/xfs/xfs_aops.c of Linux. Modelled here: direct
// reads, which never merge. The inode's list of ioends and the work item that
// takes all of it are one queue whose worker takes the items in order: with no
// merging and no sorting across them, the difference is not visible.

#ifndef DIORACE_MODEL_IOMAP_IOEND_H_
#define DIORACE_MODEL_IOMAP_IOEND_H_

#include "model/block/bio.h"

namespace dio {

// Makes `bio` complete through the ioend worker: when the block layer is done
// with it, it is queued there, and the worker ends it as iomap_dio_bio_end_io
// does.
void InitIoend(Bio& bio);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_IOEND_H_
