// Direct I/O on a block device that does not wait for a single bio: one bio
// that completes asynchronously, and I/O that needs several.
//
// Source: __blkdev_direct_IO_async, __blkdev_direct_IO, blkdev_bio_end_io_async
// and blkdev_bio_end_io in block/fops.c of Linux; KERNEL.md §1.12.

#ifndef DIORACE_MODEL_FS_BLOCK_DEV_DIO_H_
#define DIORACE_MODEL_FS_BLOCK_DEV_DIO_H_

#include <cstdint>

#include "model/block/block_device.h"
#include "model/iocb.h"
#include "model/kernel.h"

namespace dio {

// A bio of the call for bytes from iocb.pos + `done` on, with `vecs` vectors.
Bio* blkdev_alloc_bio(BlockDevice& device, Iocb& iocb, uint32_t done,
                      uint32_t vecs);

// Pins what the bio can take. 0 or -errno. An atomic write of which only a part
// could be pinned is refused, or, before a change that is not merged, submitted
// as if it were all: a violation.
int blkdev_get_pages(Kernel& kernel, BlockDevice& device, Bio& bio, Iocb& iocb);

// `vecs` are enough for all of the call. -errno, or kEiocbqueued: ki_complete
// is called before the pages are dirtied and unpinned.
int64_t blkdev_direct_io_async(Kernel& kernel, BlockDevice& device, Iocb& iocb,
                               uint32_t vecs);

// Several bios under one plug. As above, or, for a synchronous call, bytes or
// -errno: the waiter is told before the last bio is released.
int64_t blkdev_direct_io_multi(Kernel& kernel, BlockDevice& device, Iocb& iocb);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_BLOCK_DEV_DIO_H_
