#include "model/block/bio_complete_batch.h"

#include "checker/runtime/executor.h"
#include "model/kernel.h"
#include "model/mutation.h"

namespace dio {
namespace {

// Takes the whole list.
Bio* TakeAll(BioList& list) {
  list.lock.Lock();
  Bio* const first = list.first;
  list.first = list.last = nullptr;
  list.lock.Unlock();
  return first;
}

void CompleteAll(Kernel& kernel, BioList& list) {
  kernel.At(KernelStep::kBatchWorker);
  for (Bio* bio = TakeAll(list); bio != nullptr;) {
    Bio* const next =
        Mutated(Mutation::kBatchLosesSecond) ? nullptr : bio->bi_next;
    kernel.At(KernelStep::kBatchWorker);
    bio->bi_end_io(*bio);
    bio = next;
  }
}

// The CPU where the interrupt comes in, with its list locked: that of the
// device, or, if it is gone, another.
Kernel::Cpu& LockOnlineCpu(Kernel& kernel, uint32_t number) {
  while (true) {
    Kernel::Cpu& cpu = kernel.cpus[number % kernel.limits.cpus];
    cpu.complete_batch->lock.Lock();
    if (cpu.online) return cpu;
    cpu.complete_batch->lock.Unlock();
    ++number;
  }
}

}  // namespace

bool bio_complete_in_task(Kernel& kernel, Bio& bio) {
  if (checker::Executor::Current().context() != checker::ContextKind::kIrq)
    return false;
  kernel.At(KernelStep::kBatchCompletion);
  Kernel::Cpu& cpu = LockOnlineCpu(kernel, bio.cpu);
  BioList& list = *cpu.complete_batch;
  const bool was_empty = list.first == nullptr;
  bio.bi_next = nullptr;
  (was_empty ? list.first : list.last->bi_next) = &bio;
  list.last = &bio;
  const bool queue = was_empty;
  list.lock.Unlock();
  if (queue && !Mutated(Mutation::kBatchNotQueued)) {
    list.worker.Queue([&kernel, &cpu] {
      BioList& mine = *cpu.complete_batch;
      mine.lock.Lock();
      const bool online = cpu.online;
      mine.lock.Unlock();
      // The worker of a CPU that is gone does not run; the list stays.
      if (online) CompleteAll(kernel, mine);
    });
  }
  return true;
}

void bio_complete_cpu_offline(Kernel& kernel, uint32_t cpu) {
  kernel.At(KernelStep::kCpuOffline);
  Kernel::Cpu& state = kernel.cpus[cpu];
  if (!state.complete_batch.has_value()) return;
  BioList& list = *state.complete_batch;
  list.lock.Lock();
  state.online = false;
  list.lock.Unlock();
  if (kernel.has(Switch::kCompleteInTaskHotplug)) CompleteAll(kernel, list);
}

}  // namespace dio
