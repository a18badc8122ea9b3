// Reads and writes of a block device opened as a file, with the page cache and
// the locks around them, and BLKBSZSET.
//
// Source: block/fops.c, block/bdev.c of Linux; KERNEL.md §5.3 R47.

#ifndef DIORACE_MODEL_FS_BLOCK_DEV_FILE_H_
#define DIORACE_MODEL_FS_BLOCK_DEV_FILE_H_

#include <cstdint>

#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/kernel.h"

namespace dio {

// blkdev_read_iter, blkdev_write_iter. What a direct write leaves undone goes
// through the page cache, if pages can get into it at all.
int64_t blkdev_file_io(Kernel& kernel, Inode& inode, Iocb& iocb);

// The cache is emptied, and has folios of at least `bytes` from then on.
void set_blocksize(Kernel& kernel, Inode& inode, uint32_t bytes);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_BLOCK_DEV_FILE_H_
