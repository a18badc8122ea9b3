// What btrfs decides about a direct read or write, and its data checksums.
//
// A checksum is computed over the pages of a bio when it is submitted, kept
// when the write is complete, and compared by every later read, block by block,
// in a worker.
//
// Source: fs/btrfs/direct-io.c, fs/btrfs/file-item.c, fs/btrfs/bio.c of Linux;
// KERNEL.md §6.3.

#ifndef DIORACE_MODEL_FS_BTRFS_H_
#define DIORACE_MODEL_FS_BTRFS_H_

#include <cstdint>

#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/kernel.h"

namespace dio {

// Until 6.14, whatever the user's pages hold is checksummed and written; then
// writes of inodes with checksums become buffered; since 7.3 they are bounced,
// and so are those of profiles with redundancy. Resumes after a page fault.
int64_t btrfs_direct_io(Kernel& kernel, Inode& inode, Iocb& iocb);

// Without O_DIRECT.
int64_t btrfs_buffered_io(Kernel& kernel, Inode& inode, Iocb& iocb);

// How much of [pos, pos + bytes) a pipe refers to now.
uint32_t btrfs_splice_read(Kernel& kernel, Inode& inode, TaskStruct& current,
                           uint32_t pos, uint32_t bytes);

// Checksums of `blocks` blocks that are full of `fill`; in the executor's
// arena.
absl::Span<BtrfsCsum> btrfs_init_csums(uint32_t blocks, uint32_t block_bytes,
                                       uint8_t fill);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_BTRFS_H_
