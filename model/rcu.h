// Read-copy-update, as far as interrupts are read-side critical sections of it:
// what is freed after a grace period stays until those that run are over.
// Workers can be preempted, and protect nothing.
//
// Source: Documentation/RCU/whatisRCU.rst of Linux.

#ifndef DIORACE_MODEL_RCU_H_
#define DIORACE_MODEL_RCU_H_

#include "model/kernel.h"

namespace dio {

// For the length of an interrupt. Does nothing where nobody waits.
class RcuReadSection {
 public:
  explicit RcuReadSection(Kernel& kernel) : kernel_(kernel) {
    if (kernel_.rcu_readers.has_value()) kernel_.rcu_readers->FetchAdd(1);
  }
  ~RcuReadSection() {
    if (kernel_.rcu_readers.has_value()) kernel_.rcu_readers->FetchAdd(-1);
  }
  RcuReadSection(const RcuReadSection&) = delete;
  RcuReadSection& operator=(const RcuReadSection&) = delete;

 private:
  Kernel& kernel_;
};

inline void synchronize_rcu(Kernel& kernel) {
  kernel.rcu_readers->Await([](int readers) { return readers == 0; });
}

}  // namespace dio

#endif  // DIORACE_MODEL_RCU_H_
