// What XFS decides about a direct read or write.
//
// Source: fs/xfs/xfs_file.c, fs/xfs/xfs_iomap.c of Linux.

#ifndef DIORACE_MODEL_FS_XFS_H_
#define DIORACE_MODEL_FS_XFS_H_

#include <cstdint>

#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/kernel.h"

namespace dio {

// From 7.0 on, a file whose device needs stable pages is bounced, and its reads
// complete in the ioend worker.
int64_t xfs_file_direct_io(Kernel& kernel, Inode& inode, Iocb& iocb);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_XFS_H_
