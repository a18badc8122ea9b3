// Direct I/O through iomap: submission, completion, and the handshake between
// them.
//
// A dio counts its bios and the submitter in `ref`. Whoever drops the last
// reference completes the dio: the submitter itself, or, for a synchronous call
// that already waits, the completing bio, which wakes it. From the moment on in
// which the waiter is told, the dio belongs to the submitter, who frees it.
//
// Source: fs/iomap/direct-io.c of Linux. Modelled here: synchronous calls of
// one bio on written extents.

#ifndef DIORACE_MODEL_IOMAP_DIO_H_
#define DIORACE_MODEL_IOMAP_DIO_H_

#include <cstdint>

#include "checker/sync/atomic.h"
#include "checker/sync/refcount.h"
#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/kernel.h"

namespace dio {

// struct iomap_dio.
struct IomapDio {
  IomapDio(Kernel& kernel, Inode& inode, bool bounce, TaskStruct* waiter)
      : kernel(kernel),
        inode(inode),
        bounce(bounce),
        waiter("dio.waiter", waiter) {}

  Kernel& kernel;
  Inode& inode;
  const bool bounce;  // IOMAP_DIO_BOUNCE

  checker::Refcount ref{"dio.ref", 1};
  checker::Atomic<int> error{"dio.error", 0};
  checker::Atomic<TaskStruct*> waiter;  // submit.waiter
  // The submitter's, until it drops its reference; then of whoever drops the
  // last one.
  bool wait_for_completion = false;
  uint32_t size = 0;  // bytes submitted; the submitter's own
};

// What the file system asks of a call.
struct IomapDioFlags {
  bool bounce = false;
  // Reads complete through ioends, in the ioend worker.
  bool read_ioend = false;
  // The row of the catalogue of races to blame if data changes under a call
  // that is not bounced.
  absl::string_view race = {};
};

// A system call's read or write, start to end. Returns when it is complete.
IoOutcome iomap_dio_rw(Kernel& kernel, Inode& inode, const Iocb& iocb,
                       const IomapDioFlags& flags);

// The end of a bio of a dio: what it holds is released, and its reference
// dropped. In any context.
void iomap_dio_bio_end_io(Bio& bio);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_DIO_H_
