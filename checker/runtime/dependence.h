// Which operations commute: the table that partial-order reduction rests on.
//
// An Access is what an operation does to its object in the state in which it
// stands. The same operation can do one thing here and another there: a
// compare-exchange that fails is a read, a reference dropped may be the last.
// Two questions are asked of two accesses, and they are not the same.
//
//   Ordered(first, second)   Both happened in one execution, in this order.
//   Does
//                            every equivalent execution keep that order?
//   Commute(a, b)            Both stand in the same state (b, perhaps, after
//                            steps that commute with a). Is it the same whether
//                            a comes before or after b?
//
// They differ where the answer depends on the state. With two references left,
// each of two drops would not be the last, but they do not commute: whoever
// comes second is. What is Ordered must be a partial order that all equivalent
// executions share, so a commutation that holds for two operations is worth
// nothing if it does not hold for three. With two references, of which a third
// task takes another: take and drop commute two by two, yet take, drop and drop
// do not, since the drops must not both come first. So takes commute with
// takes, and drops with drops until the last one, but never one with the other.
//
// Source: Godefroid, "Partial-Order Methods for the Verification of Concurrent
// Systems", LNCS 1032, 1996, ch. 3 (valid and conditional dependence).

#ifndef DIORACE_CHECKER_RUNTIME_DEPENDENCE_H_
#define DIORACE_CHECKER_RUNTIME_DEPENDENCE_H_

#include <cstdint>

#include "checker/runtime/ids.h"
#include "checker/runtime/op_kind.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// What an access does to its object.
enum class Effect : uint8_t {
  kRead,     // commutes with reads
  kWrite,    // commutes with nothing on the same bytes
  kTake,     // a reference; commutes with kTake
  kDrop,     // a reference that is not the last; commutes with kDrop
  kSignal,   // a completion; commutes with kSignal
  kPrepare,  // joins a wait queue; commutes with kOwnWait
  kOwnWait,  // touches only what a wait queue knows of the task itself;
             // commutes with kOwnWait and kPrepare
  kAppend,   // to a work queue; commutes with taking another item
  kRemove,   // takes the first item; commutes with appending another
  kFree,     // conflicts with every access of the allocation
  kChoice,   // a value chosen; concerns nobody else
};

// Plain data: equal in every execution that meets the same identities.
struct Access {
  TaskId task = kNoTask;
  OpKind kind = OpKind::kLoad;
  Effect effect = Effect::kRead;
  ObjectId object = kNoObject;
  // Identity of the tracked allocation that the object is part of, or
  // kNoObject.
  ObjectId owner = kNoObject;
  ByteRange range = {};
  // kDrop: references before; kAppend and kRemove: which item; kChoice: the
  // value.
  uint32_t level = 0;
};

// What `operation` does where its object's state word is `word`. `owner` is the
// identity of the allocation that holds the object.
Access AccessAt(const Operation& operation, ObjectId owner, uint64_t word);

// How an access with this effect changes the state word of an object on which
// such accesses commute; 0 for others.
constexpr int WordDelta(Effect effect) {
  switch (effect) {
    case Effect::kTake:
    case Effect::kSignal:
      return 1;
    case Effect::kDrop:
      return -1;
    default:
      return 0;
  }
}

namespace internal_dependence {

bool EffectsConflict(const Access& a, const Access& b);

// The common case is another object.
inline bool Apart(const Access& a, const Access& b) {
  return a.object != b.object && a.effect != Effect::kFree &&
         b.effect != Effect::kFree;
}

}  // namespace internal_dependence

inline bool Ordered(const Access& first, const Access& second) {
  if (first.task == second.task) return true;
  return !internal_dependence::Apart(first, second) &&
         internal_dependence::EffectsConflict(first, second);
}

inline bool Commute(const Access& a, const Access& b) {
  if (a.task == b.task) return false;
  if (internal_dependence::Apart(a, b)) return true;
  if (a.effect == Effect::kDrop && b.effect == Effect::kDrop)
    return a.level >= 3 && b.level >= 3;
  return !internal_dependence::EffectsConflict(a, b);
}

// `after` was to happen in the state in which `before` stands, with which it
// commutes. Makes it the access that it is once `before` has happened.
inline void MoveBehind(const Access& before, Access& after) {
  if (before.effect == Effect::kDrop && after.effect == Effect::kDrop &&
      before.object == after.object)
    --after.level;
}

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_DEPENDENCE_H_
