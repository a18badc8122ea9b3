// Going to sleep and being woken, as the kernel's scheduler defines it.
//
//   task.set_current_state_uninterruptible();
//   if (waiter.Load() == nullptr) break;   // tested after the state is set: a
//   wake-up in between is not lost task.schedule();
//
// The way back to TASK_RUNNING without sleeping is left out: nobody looks at
// the state but schedule(), and each loop sets it first.
//
// Source: include/linux/sched.h of Linux, "set_current_state() includes a
// barrier …".

#ifndef DIORACE_MODEL_SCHED_H_
#define DIORACE_MODEL_SCHED_H_

#include <cstdint>
#include <optional>

#include "checker/sync/wait_queue.h"

namespace dio {

struct BlkPlug;
struct Request;

// The part of struct task_struct that sleeping and I/O need.
class TaskStruct {
 public:
  // `cpu`: where the task's I/Os complete; without, on all CPUs in turn.
  TaskStruct(const checker::Name& name, std::optional<uint32_t> cpu)
      : cpu_(cpu), state_(name) {}

  // Where the interrupt of the task's next request comes in.
  uint32_t NextInterruptCpu(uint32_t cpus) {
    return cpu_.has_value() ? *cpu_ : requests_++ % cpus;
  }

  // Requests that the task holds back, or null; its own business.
  BlkPlug* plug = nullptr;
  // Requests that the task polls for, the oldest first; its own business.
  Request* polled = nullptr;

  checker::ObjectId id() const { return state_.id(); }

  void set_current_state_uninterruptible() { state_.PrepareToWait(); }
  // Returns at once if the task has been woken since it set its state.
  void schedule() { state_.Sleep(); }
  void wake_up_process() { state_.WakeAll(); }

 private:
  const std::optional<uint32_t> cpu_;
  uint32_t requests_ = 0;
  checker::WaitQueue state_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_SCHED_H_
