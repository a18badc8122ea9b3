// A user thread: performs the operations of a task of the workload, in program
// order.

#ifndef DIORACE_MODEL_USER_THREAD_H_
#define DIORACE_MODEL_USER_THREAD_H_

#include <cstdint>
#include <memory_resource>
#include <vector>

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
  bool Do(const OfflineCpuSpec& offline);
  bool Do(const ReadBounceSpec& read_bounce);
  bool Do(const ToggleStableWrites& toggle);
  bool Do(const WriteBackSpec& write_back);
  bool Do(const SetBlocksizeSpec& blocksize);
  bool Do(const TruncateSpec& truncate);
  bool Do(const PunchSpec& punch);
  bool Do(const SpliceReadSpec& splice);
  bool Do(const TaskExitSpec& exit);

  void Exit();

  // The task knows that this I/O of his is complete.
  void TakeFinished(const IoRecord& record);

  // The task's finished read into this memory that nobody else's read shares,
  // if there is one.
  const IoRecord* FinishedRead(size_t buffer, uint32_t offset, uint32_t bytes);

  void CheckLoad(const LoadSpec& load, uint32_t at,
                 absl::Span<const uint8_t> seen);

  void BeforeFault(size_t buffer);

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
  // Synchronous I/Os that have returned; and asynchronous ones, once all that
  // were in flight are reaped.
  std::pmr::vector<const IoRecord*> finished_;
  std::pmr::vector<const IoRecord*> submitted_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_USER_THREAD_H_
