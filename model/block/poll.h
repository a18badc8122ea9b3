// Polled I/O: no interrupt; the task that submitted a request looks for its
// completion, and does what an interrupt would do.
//
// Source: bio_poll in block/blk-core.c, REQ_POLLED in block/blk-mq.c of Linux.

#ifndef DIORACE_MODEL_BLOCK_POLL_H_
#define DIORACE_MODEL_BLOCK_POLL_H_

#include "model/block/request.h"
#include "model/kernel.h"
#include "model/sched.h"

namespace dio {

// `request`, of `current`, is to be polled for.
void AddPolled(TaskStruct& current, Request& request);

// Waits for the oldest polled request of `current`, completes it, and then what
// else is polled for the same call; does nothing if there is none. In `current`
// itself.
//
// Who polls takes a call for complete when the bio of its mapping is: that
// other bios of it are still in flight is a violation, "early_completion". Of
// several mappings each may have its one bio; the call is complete when all are
// (dio->ref).
void bio_poll(Kernel& kernel, TaskStruct& current);

// Before `current` sleeps for somebody who may wait for its polled requests, as
// truncation does: nobody polls for them, until they time out, and the driver
// finds that they are done (nvme_timeout). Completes them all, or those of
// `call`.
void TimeOutPolled(Kernel& kernel, TaskStruct& current,
                   const IoRecord* call = nullptr);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_POLL_H_
