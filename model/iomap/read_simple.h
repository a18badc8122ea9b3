// A read that one bio can do, without a dio: what the kernel must remember lies
// in front of the bio, and goes with it.
//
// Source: iomap_dio_read_simple in fs/iomap/direct-io.c of Linux, queued for
// 7.4; KERNEL.md §1.11.

#ifndef DIORACE_MODEL_IOMAP_READ_SIMPLE_H_
#define DIORACE_MODEL_IOMAP_READ_SIMPLE_H_

#include <cstdint>

#include "model/iocb.h"
#include "model/iomap/iomap.h"
#include "model/kernel.h"

namespace dio {

// Takes reads that one bio can do of mapped blocks before the end of the file.
// Bytes, -errno, or kEiocbqueued. -ENOTBLK: nothing has been done, and
// iomap_dio_rw must do it. `race` as in IomapDioFlags.
int64_t iomap_dio_read_simple(Kernel& kernel, Inode& inode, Iocb& iocb,
                              const IomapDioOps& dops, absl::string_view race);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_READ_SIMPLE_H_
