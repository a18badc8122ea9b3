// Reads, writes and truncation of a file on XFS: what is decided, and under
// which lock.
//
// Source: fs/xfs/xfs_file.c, fs/xfs/xfs_iops.c, fs/xfs/xfs_bmap_util.c of
// Linux; KERNEL.md §6.2.

#ifndef DIORACE_MODEL_FS_XFS_H_
#define DIORACE_MODEL_FS_XFS_H_

#include <cstdint>

#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/kernel.h"

namespace dio {

// From 7.0 on, a file whose device needs stable pages is bounced, and its reads
// complete in the ioend worker. A write that iomap refuses (-ENOTBLK) goes
// through the page cache.
int64_t xfs_file_direct_io(Kernel& kernel, Inode& inode, Iocb& iocb);

// Without O_DIRECT.
int64_t xfs_file_buffered_io(Kernel& kernel, Inode& inode, Iocb& iocb);

// xfs_file_splice_read: how much of [pos, pos + bytes) a pipe refers to now.
uint32_t xfs_file_splice_read(Kernel& kernel, Inode& inode, TaskStruct& current,
                              uint32_t pos, uint32_t bytes);

// xfs_setattr_size: truncate to `size`. Waits for direct I/O in flight.
void xfs_setattr_size(Kernel& kernel, Inode& inode, TaskStruct& current,
                      uint32_t size);

// xfs_free_file_space: [pos, pos + bytes) becomes a hole.
void xfs_free_file_space(Kernel& kernel, Inode& inode, TaskStruct& current,
                         uint32_t pos, uint32_t bytes);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_XFS_H_
