// An operation: one access to shared state, announced before it is done.
//
// Everything between two operations of a task is invisible to other tasks, so
// the order of operations is the only thing that a schedule decides.

#ifndef DIORACE_CHECKER_RUNTIME_OPERATION_H_
#define DIORACE_CHECKER_RUNTIME_OPERATION_H_

#include <cstdint>
#include <source_location>

#include "checker/runtime/ids.h"
#include "checker/runtime/op_kind.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

using Location = std::source_location;

struct Operation;

// What an operation asks of its object's state word. It is asked for the
// present word at every scheduling point while its task is blocked, and for
// words of the past, so it must be cheap, must not announce anything, and may
// look at nothing else that changes.
class Condition {
 public:
  virtual bool Holds(uint64_t word) const = 0;
  // Asked when nothing can run any more: the operation because of which it does
  // not hold, where the object knows one. That is the one that took the lock,
  // or the wake-up that came too early. Else its task is kNoTask.
  virtual Operation Cause() const;

 protected:
  Condition() = default;
  ~Condition() = default;
};

// Bytes [begin, end) of an object's storage. {0, 0} stands for the whole
// object.
struct ByteRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  friend constexpr bool operator==(ByteRange, ByteRange) = default;
};

struct Operation {
  OpKind kind = OpKind::kLoad;
  // It may put its task to sleep, so it is a violation in atomic context even
  // if it would not block this time.
  bool may_sleep = false;
  TaskId task = kNoTask;
  ObjectId object = kNoObject;
  ByteRange range = {};
  // If the kind Blocks(): the operation is enabled while it holds. For
  // kCompareExchange and kTryLock: whether the operation will change its
  // object. Else null. Lives on the announcing task's stack.
  const Condition* condition = nullptr;
  // The object's state word, while the operation is announced.
  const uint64_t* word = nullptr;
  // The step of the protocol under test that this operation belongs to ("D1
  // fetch"), or null.
  const char* label = nullptr;
  Location location = {};
};

inline Operation Condition::Cause() const { return {}; }

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_OPERATION_H_
