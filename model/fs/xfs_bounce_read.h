// Direct reads of XFS from 7.4 on, on a device with protection information: the
// file system verifies them itself, in task context, and reads once more
// through bounce folios what does not fit, since that may be a user's doing.
//
// Source: fs/xfs/xfs_aops.c, iomap_bounce_read in fs/iomap of Linux (queued for
// 7.4); KERNEL.md §1.10.

#ifndef DIORACE_MODEL_FS_XFS_BOUNCE_READ_H_
#define DIORACE_MODEL_FS_XFS_BOUNCE_READ_H_

#include "model/block/bio.h"
#include "model/iomap/dio.h"

namespace dio {

// Sends a zero-copy read on its way, as csum/read_bounce says. It ends like any
// bio of the dio, once, and in a context that may sleep.
void xfs_submit_read(IomapDio& dio, Bio& bio);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_XFS_BOUNCE_READ_H_
