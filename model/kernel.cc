#include "model/kernel.h"

#include <algorithm>

#include "model/mm/folio.h"

namespace dio {

Kernel::Kernel(const Behaviour& behaviour, const Limits& limits,
               const KernelContexts& contexts,
               absl::Span<const FaultSite> sites, uint32_t most_faults,
               StepSet& reached)
    : behaviour(behaviour),
      limits(limits),
      faults(sites, most_faults),
      reached_(reached) {
  for (uint32_t i = 0; i < limits.cpus; ++i) {
    const int number = static_cast<int>(i);
    if (contexts.kintegrityd)
      cpus[i].kintegrityd.emplace(checker::Name("kintegrityd", number));
    if (contexts.complete_batch) {
      cpus[i].complete_batch.emplace(
          checker::Name("bio_complete_batch.lock", number),
          checker::Name("bio_complete", number));
    }
  }
  if (limits.integrity_pool > 0) {
    integrity_pool.emplace("integrity_pool");
    for (uint32_t i = 0; i < limits.integrity_pool; ++i)
      integrity_pool->Complete();
  }
  if (contexts.reread) reread.emplace("reread");
  if (contexts.rcu) rcu_readers.emplace("rcu_readers", 0);
  if (contexts.kblockd) kblockd.emplace("kblockd");
  if (contexts.bio_dirty) bio_dirty.emplace("bio_dirty_lock", "bio_dirty_work");
  if (contexts.zero_folios) {
    zero_folio = folio_alloc(
        std::max(limits.page_bytes, contexts.zero_folio_bytes),
        limits.page_bytes,
        limits.huge_zero_folio ? Folio::Kind::kHugeZero : Folio::Kind::kZero);
  }
}

// The kernel keeps its zeros for ever; here, until the execution ends.
Kernel::~Kernel() = default;

}  // namespace dio
