// A reference count, as the kernel's refcount_t: dropping the last reference
// tells the caller to free.

#ifndef DIORACE_CHECKER_SYNC_REFCOUNT_H_
#define DIORACE_CHECKER_SYNC_REFCOUNT_H_

#include <cstdint>

#include "checker/runtime/contents.h"
#include "checker/runtime/object.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// To get a reference to something that has none left, or to put one that nobody
// holds, is a violation.
class Refcount : public Object {
 public:
  explicit Refcount(const Name& name, int value = 1);

  // Takes another reference. Requires that the caller holds one.
  void Get(Location location = Location::current());
  // Drops a reference; true if it was the last one, and then everything that
  // holders of other references did happened before.
  [[nodiscard]] bool Put(Location location = Location::current());

  // The count without an operation: for oracles when all is quiet.
  int Peek() const { return static_cast<int>(word_); }

 private:
  Contents contents() const;

  SyncClock clock_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_REFCOUNT_H_
