// A user thread: performs the operations of a task of the workload, in program
// order.

#ifndef DIORACE_MODEL_USER_THREAD_H_
#define DIORACE_MODEL_USER_THREAD_H_

#include <cstdint>

#include "absl/types/span.h"
#include "checker/sync/wait_queue.h"
#include "model/machine.h"
#include "model/sched.h"

namespace dio {

class UserThread {
 public:
  UserThread(Machine& machine, const TaskSpec& task);

  void Run();

 private:
  // False if the task is to stop.
  bool Do(const OperationSpec& operation);
  bool Do(const IoSpec& io);
  bool Do(const BatchSpec& batch);
  bool Do(const ReapSpec& reap);
  bool Do(const StoreSpec& store);
  bool Do(const LoadSpec& load);

  // One system call, for bytes [from, from + bytes) of the I/O.
  int64_t Call(const IoSpec& io, uint32_t from);
  int64_t Enter(const IoSpec& io, Iocb& iocb);
  void Submit(const IoSpec& io);

  Machine& machine_;
  Kernel& kernel_;
  const TaskSpec& task_;
  TaskStruct& current_;
  // Of its asynchronous I/Os; null if it has none.
  checker::Completion* done_ = nullptr;
  uint32_t in_flight_ = 0;
};

}  // namespace dio

#endif  // DIORACE_MODEL_USER_THREAD_H_
