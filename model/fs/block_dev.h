// Direct I/O on a block device opened as a file: no file system, no iomap, no
// bouncing in any release.
//
// Source: block/fops.c of Linux, __blkdev_direct_IO_simple. Modelled here:
// synchronous calls of one bio.

#ifndef DIORACE_MODEL_FS_BLOCK_DEV_H_
#define DIORACE_MODEL_FS_BLOCK_DEV_H_

#include "model/block/block_device.h"
#include "model/iocb.h"
#include "model/kernel.h"

namespace dio {

// The bio is on the stack, without plug and without reference: the submitter
// waits for it, then releases the pages itself.
IoOutcome blkdev_direct_io_simple(Kernel& kernel, BlockDevice& device,
                                  const Iocb& iocb);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_BLOCK_DEV_H_
