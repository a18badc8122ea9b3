// One read or write system call, as it comes into a file system: struct kiocb
// and its iov_iter.

#ifndef DIORACE_MODEL_IOCB_H_
#define DIORACE_MODEL_IOCB_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/block/bio.h"
#include "model/mm/user_buffer.h"
#include "model/sched.h"

namespace dio {

struct Iocb {
  ReqOp op;
  uint32_t pos;  // in the file, bytes
  UserBuffer& buffer;
  uint32_t buffer_offset;
  uint32_t bytes;
  TaskStruct& current;  // the task that made the call
};

// What a finished call has to answer for, for oracles.
struct IoOutcome {
  int64_t result = 0;  // bytes, or -errno
  // Of a write: what was taken from user memory. Of a read: what the device
  // delivered. Bytes of the whole call.
  absl::Span<const uint8_t> data = {};
};

}  // namespace dio

#endif  // DIORACE_MODEL_IOCB_H_
