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

#include "checker/sync/atomic.h"

namespace dio {

// The part of struct task_struct that sleeping needs.
class TaskStruct {
 public:
  explicit TaskStruct(const checker::Name& name) : running_(name, true) {}

  void set_current_state_uninterruptible() { running_.Store(false); }
  // Returns at once if the task has been woken since it set its state.
  void schedule() {
    running_.Await([](bool running) { return running; });
  }
  void wake_up_process() { running_.Store(true); }

 private:
  checker::Atomic<bool> running_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_SCHED_H_
