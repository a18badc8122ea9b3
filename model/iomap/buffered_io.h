// Reads and writes through the page cache.
//
// Source: fs/iomap/buffered-io.c, mm/filemap.c of Linux. All in the calling
// task, which may sleep; locks of the inode are the caller's.

#ifndef DIORACE_MODEL_IOMAP_BUFFERED_IO_H_
#define DIORACE_MODEL_IOMAP_BUFFERED_IO_H_

#include <cstdint>

#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/kernel.h"

namespace dio {

// From user memory into pages, which become dirty; i_size grows with them.
// Bytes, or -EFAULT. The inode needs a page cache.
int64_t iomap_file_buffered_write(Kernel& kernel, Inode& inode, Iocb& iocb);

// From pages, which are read in if need be. Bytes up to i_size, or -EFAULT.
int64_t filemap_read(Kernel& kernel, Inode& inode, Iocb& iocb);

// Pages of [pos, pos + bytes) are read in if need be, for a pipe to refer to
// them; nothing is copied. Bytes up to i_size.
uint32_t filemap_splice_read(Kernel& kernel, Inode& inode, uint32_t pos,
                             uint32_t bytes);

// Zeros in the pages of what is mapped in [pos, pos + bytes); the rest reads as
// zeros anyway.
void iomap_zero_range(Inode& inode, uint32_t pos, uint32_t bytes);

// O_SYNC, O_DSYNC: the `count` > 0 bytes written at `pos` are on stable storage
// when this returns `count`, else a negative errno.
int64_t generic_write_sync(Kernel& kernel, Inode& inode, Iocb& iocb,
                           uint32_t pos, int64_t count);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_BUFFERED_IO_H_
