// The kernel that a workload runs on: its behaviour, and the contexts in which
// work is done on behalf of I/O.

#ifndef DIORACE_MODEL_KERNEL_H_
#define DIORACE_MODEL_KERNEL_H_

#include <optional>

#include "checker/sync/task.h"
#include "checker/sync/work_queue.h"
#include "model/kernel_release.h"
#include "model/step.h"

namespace dio {

// Which workers a workload can need; the others are not started, which saves
// time in every execution.
struct KernelContexts {
  bool kblockd = false;
  bool kintegrityd = false;
  bool ioend = false;
};

class Kernel {
 public:
  // Adds the steps performed to `reached`. Both references must outlive the
  // kernel.
  Kernel(const Behaviour& behaviour, const KernelContexts& contexts,
         StepSet& reached)
      : behaviour(behaviour), reached_(reached) {
    if (contexts.ioend) ioend.emplace("xfs-ioend");
    if (contexts.kintegrityd) kintegrityd.emplace("kintegrityd");
    irq.emplace("irq", checker::ContextKind::kIrq);
    if (contexts.kblockd) kblockd.emplace("kblockd");
  }

  // The operations that the calling task announces from now on belong to
  // `step`.
  void At(KernelStep step) {
    reached_.set(static_cast<size_t>(step));
    checker::SetStepLabel(InfoOf(step).label);
  }

  const Behaviour& behaviour;

  std::optional<checker::WorkQueue>
      ioend;  // one work item per inode; a workload has one inode per device
  std::optional<checker::WorkQueue> kintegrityd;  // one item at a time per CPU
  std::optional<checker::WorkQueue> irq;
  std::optional<checker::WorkQueue> kblockd;

 private:
  StepSet& reached_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_KERNEL_H_
