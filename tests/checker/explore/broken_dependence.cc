#include "tests/checker/explore/broken_dependence.h"

namespace checker {
namespace {

Flaw present = Flaw::kNone;

bool FlawHides(const Access& a, const Access& b) {
  const auto both = [&](OpKind kind) {
    return a.kind == kind && b.kind == kind;
  };
  const auto are = [&](Effect one, Effect other) {
    return (a.effect == one && b.effect == other) ||
           (a.effect == other && b.effect == one);
  };
  switch (present) {
    case Flaw::kStores:
      return both(OpKind::kStore);
    case Flaw::kReadAndWrite:
      return are(Effect::kRead, Effect::kWrite);
    case Flaw::kOverlapping:
      return a.range.end != 0 && b.range.end != 0;
    case Flaw::kLocks:
      return both(OpKind::kLock);
    case Flaw::kDropsByLabel:
      return are(Effect::kDrop, Effect::kDrop);
    case Flaw::kTakeAndDrop:
      return are(Effect::kTake, Effect::kDrop);
    case Flaw::kAppends:
      return are(Effect::kAppend, Effect::kAppend);
    case Flaw::kAppendAndTake:
      return are(Effect::kAppend, Effect::kRemove);
    case Flaw::kPrepares:
      return are(Effect::kPrepare, Effect::kPrepare);
    case Flaw::kConsumers:
      return both(OpKind::kWaitFor);
    case Flaw::kFree:
      return a.effect == Effect::kFree || b.effect == Effect::kFree;
    case Flaw::kCasReads:
      return both(OpKind::kCompareExchange);
    default:
      return false;
  }
}

}  // namespace

ScopedFlaw::ScopedFlaw(Flaw flaw) { present = flaw; }
ScopedFlaw::~ScopedFlaw() { present = Flaw::kNone; }

bool BrokenCommute(const Access& a, const Access& b) {
  return a.task != b.task && (FlawHides(a, b) || Commute(a, b));
}

bool BrokenOrdered(const Access& first, const Access& second) {
  return first.task == second.task ||
         (!FlawHides(first, second) && Ordered(first, second));
}

Access BrokenAccessAt(const Operation& operation, ObjectId owner,
                      uint64_t word) {
  const bool keeps = present == Flaw::kCasKeepsOutcome &&
                     operation.kind == OpKind::kCompareExchange;
  return AccessAt(operation, owner, keeps ? *operation.word : word);
}

bool BrokenBlocks(OpKind kind) {
  return present != Flaw::kWaitsMoveOnce && Blocks(kind);
}

bool FlawForgetsBlocked() { return present == Flaw::kBlockedForgotten; }

}  // namespace checker
