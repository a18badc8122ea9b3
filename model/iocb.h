// One read or write system call, as it comes into a file system: struct kiocb
// and its iov_iter.

#ifndef DIORACE_MODEL_IOCB_H_
#define DIORACE_MODEL_IOCB_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "checker/sync/wait_queue.h"
#include "model/block/io_record.h"
#include "model/mm/iov_iter.h"
#include "model/sched.h"

namespace dio {

// What user space asks of one call.
struct IocbFlags {
  bool nowait = false;      // RWF_NOWAIT
  bool dsync = false;       // O_DSYNC: data on stable storage at completion
  bool sync = false;        // O_SYNC: metadata as well
  bool hipri = false;       // polled
  bool atomic = false;      // RWF_ATOMIC
  bool registered = false;  // the buffer is registered: ITER_BVEC
  bool buffered = false;    // without O_DIRECT: through the page cache
};

// struct kiocb. Of an asynchronous I/O, freed by ki_complete.
struct Iocb {
  Iocb(ReqOp op, uint32_t pos, const IovIter& iter, TaskStruct& current,
       const IocbFlags& flags, IoRecord& record, checker::Completion* done)
      : op(op),
        pos(pos),
        iter(iter),
        current(current),
        flags(flags),
        hipri(flags.hipri),
        record(record),
        done(done) {}

  bool write() const { return op == ReqOp::kWrite; }
  // is_sync_kiocb(): nobody but the caller is told.
  bool synchronous() const { return done == nullptr; }

  const ReqOp op;
  // ki_pos, in the file: moved on by completion.
  uint32_t pos;
  IovIter iter;
  // The task that made the call.
  TaskStruct& current;
  const IocbFlags flags;
  // IOCB_HIPRI: cleared by who finds that it cannot be polled for.
  bool hipri;
  IoRecord& record;
  // Of an asynchronous I/O: signalled by ki_complete.
  checker::Completion* const done;
};

// The I/O that -EIOCBQUEUED announced is complete: `iocb` is freed.
void ki_complete(Iocb& iocb, int64_t result);

// What a call returns that completes later.
inline constexpr int64_t kEiocbqueued = -529;

}  // namespace dio

#endif  // DIORACE_MODEL_IOCB_H_
