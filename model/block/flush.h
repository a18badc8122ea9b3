// Making durable what the device's volatile write cache holds.
//
// Source: block/blk-flush.c of Linux.

#ifndef DIORACE_MODEL_BLOCK_FLUSH_H_
#define DIORACE_MODEL_BLOCK_FLUSH_H_

#include "model/block/block_device.h"

namespace dio {

// Returns when all that the device had committed is durable: at once, if it
// has no such cache. May sleep.
void blkdev_issue_flush(BlockDevice& device);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_FLUSH_H_
