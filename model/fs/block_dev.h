// Direct I/O on a block device opened as a file: no file system, no iomap, no
// bouncing in any release.
//
// Source: block/fops.c of Linux.

#ifndef DIORACE_MODEL_FS_BLOCK_DEV_H_
#define DIORACE_MODEL_FS_BLOCK_DEV_H_

#include <cstdint>

#include "model/block/block_device.h"
#include "model/iocb.h"
#include "model/kernel.h"

namespace dio {

// Bytes, -errno, or kEiocbqueued if ki_complete will be called.
int64_t blkdev_direct_io(Kernel& kernel, BlockDevice& device, Iocb& iocb);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_BLOCK_DEV_H_
