// The kernel that a workload runs on: its behaviour, and the contexts in which
// work is done on behalf of I/O.

#ifndef DIORACE_MODEL_KERNEL_H_
#define DIORACE_MODEL_KERNEL_H_

#include <array>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "checker/runtime/tsan.h"
#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
#include "model/behaviour.h"
#include "model/fault.h"
#include "model/mm/limits.h"
#include "model/step.h"

namespace dio {

struct Bio;
struct Folio;

// Which workers a workload can need; the others are not started, which saves
// time in every execution.
struct KernelContexts {
  bool kblockd = false;
  bool kintegrityd = false;
  bool ioend = false;
  bool dio_done = false;
  bool bio_dirty = false;
  bool complete_batch = false;
  bool reread = false;
  bool zero_folios = false;
  // What is padded with them at a time, at most.
  uint32_t zero_folio_bytes = 0;
  bool btrfs_endio = false;
  // Somebody changes how XFS bounces reads.
  bool read_bounce_changes = false;
  // Something is freed after a grace period.
  bool rcu = false;
};

// A list of bios, linked through bi_next, that a worker empties: protected by
// its lock, which interrupts take too.
struct BioList {
  explicit BioList(const checker::Name& lock_name,
                   const checker::Name& worker_name)
      : lock(lock_name), worker(worker_name) {}

  checker::SpinLock lock;
  Bio* first = nullptr;
  Bio* last = nullptr;
  checker::WorkQueue worker;
};

class Kernel {
 public:
  struct Cpu {
    // One item at a time.
    std::optional<checker::WorkQueue> kintegrityd;
    // bio_complete_batch.
    std::optional<BioList> complete_batch;
    // Read and written under the batch's lock.
    bool online = true;
  };

  // Adds the steps performed to `reached`. All references must outlive the
  // kernel.
  Kernel(const Behaviour& behaviour, const Limits& limits,
         const KernelContexts& contexts, absl::Span<const FaultSite> sites,
         uint32_t most_faults, StepSet& reached);
  // When all is quiet.
  ~Kernel();

  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  bool has(Switch id) const { return behaviour.has(id); }

  // The operations that the calling task announces from now on belong to
  // `step`.
  void At(KernelStep step) {
    {
      const checker::TsanIgnore ignore;  // no memory of the kernel's
      reached_.set(static_cast<size_t>(step));
    }
    checker::SetStepLabel(InfoOf(step).label);
  }

  const Behaviour& behaviour;
  const Limits& limits;
  FaultPlan faults;

  std::array<Cpu, kMaxCpus> cpus;
  std::optional<checker::WorkQueue> kblockd;
  // bio_dirty_list, bio_dirty_lock, bio_dirty_work.
  std::optional<BioList> bio_dirty;
  // Persistent: the kernel's own reference is never dropped.
  Folio* zero_folio = nullptr;
  // Elements of the mempool of protection information that are left, if memory
  // is so short that it comes from there.
  std::optional<checker::Completion> integrity_pool;
  // Reads again what has failed verification, if the batch does not.
  std::optional<checker::WorkQueue> reread;
  // Interrupts that run, if anybody waits for a grace period.
  std::optional<checker::Atomic<int>> rcu_readers;

 private:
  StepSet& reached_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_KERNEL_H_
