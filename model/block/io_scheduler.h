// An I/O scheduler: requests wait in it for the driver, and grow while they
// do.
//
// Source: block/mq-deadline.c, block/elevator.c, block/blk-mq-sched.c of Linux.

#ifndef DIORACE_MODEL_BLOCK_IO_SCHEDULER_H_
#define DIORACE_MODEL_BLOCK_IO_SCHEDULER_H_

#include <cstdint>

#include "checker/sync/mutex.h"
#include "model/block/request.h"
#include "model/kernel.h"

namespace dio {

// Of one device. Each call takes the lock, in a task or a worker.
class IoScheduler {
 public:
  // Requests merge up to `max_bytes`; 0: any.
  IoScheduler(Kernel& kernel, uint32_t max_bytes)
      : kernel_(kernel), max_bytes_(max_bytes) {}

  // blk_mq_sched_bio_merge: the bio becomes part of a request that waits, at
  // its end or at its front. False if none takes it.
  bool Merge(Bio& bio);
  // Whoever inserted while others did may merge, too. False if the request has
  // become part of another.
  bool Insert(Request& request);
  // The request that has waited longest, for the driver; null: none.
  Request* Take();

 private:
  bool MergeLocked(Request& request);

  Kernel& kernel_;
  const uint32_t max_bytes_;
  checker::SpinLock lock_{"dd.lock"};
  Request* first_ = nullptr;
  Request* last_ = nullptr;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_IO_SCHEDULER_H_
