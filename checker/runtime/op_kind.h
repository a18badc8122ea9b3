// The kinds of operation that tested code can announce.
//
// To add one: a line here says its name in timelines and schedule files, and
// what it does to its object, and dependence.cc which other operations it
// commutes with. The sync type that announces it says when it is enabled.

#ifndef DIORACE_CHECKER_RUNTIME_OP_KIND_H_
#define DIORACE_CHECKER_RUNTIME_OP_KIND_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

enum class OpKind : uint8_t {
  kLoad,             // Atomic
  kStore,            //
  kReadModifyWrite,  // exchange, fetch_add
  kCompareExchange,  // a write if it succeeds, else a read
  kRead,             // Shared: a plain variable
  kWrite,            //
  kSample,           // Bytes: read a range
  kFill,             // Bytes: write a range
  kAwait,            // enabled only while a condition on the object holds
  kLock,             // Mutex, SpinLock
  kTryLock,          //
  kUnlock,           //
  kPrepareToWait,    // WaitQueue
  kSleep,            // enabled once woken
  kFinishWait,       //
  kWake,             //
  kComplete,         // Completion
  kCompleteAll,      //
  kWaitFor,          // enabled while there is a completion; consumes it
  kGet,              // Refcount
  kPut,              //
  kQueueWork,        // WorkQueue: append
  kTakeWork,         // enabled while the queue is not empty
  kFree,             // Heap
  kCount,
};

// "load", "store", "compare-exchange" …
absl::string_view OpKindName(OpKind kind);
std::optional<OpKind> ParseOpKind(absl::string_view name);

// Whether the operation can change its object.
bool Writes(OpKind kind);

// Whether the operation can be disabled.
constexpr bool Blocks(OpKind kind) {
  return kind == OpKind::kAwait || kind == OpKind::kLock ||
         kind == OpKind::kSleep || kind == OpKind::kWaitFor ||
         kind == OpKind::kTakeWork;
}

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_OP_KIND_H_
