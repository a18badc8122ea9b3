// What btrfs decides about direct I/O.
//
// Simplified: space is mapped as XFS maps it, and locks are taken as by XFS;
// checksums are not computed.
//
// Source: fs/btrfs/direct-io.c of Linux; KERNEL.md §6.3.

#ifndef DIORACE_MODEL_FS_BTRFS_H_
#define DIORACE_MODEL_FS_BTRFS_H_

#include <cstdint>

#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/kernel.h"

namespace dio {

struct BtrfsInode {
  bool checksums = false;
  // Mirrored or with parity.
  bool redundant_profile = false;
};

// From 7.3 on, writes of inodes with checksums or on a redundant profile are
// bounced; before, since 6.15, those with checksums went through the page
// cache. Memory that is not resident is faulted in between tries, never below
// the file system's locks (iter.nofault); without progress the rest goes
// through the page cache.
int64_t btrfs_file_direct_io(Kernel& kernel, Inode& inode,
                             const BtrfsInode& btrfs, Iocb& iocb);

}  // namespace dio

#endif  // DIORACE_MODEL_FS_BTRFS_H_
