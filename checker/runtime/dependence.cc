#include "checker/runtime/dependence.h"

namespace checker {
namespace {

Effect EffectOf(const Operation& operation, uint64_t word) {
  switch (operation.kind) {
    case OpKind::kLoad:
    case OpKind::kRead:
    case OpKind::kSample:
    case OpKind::kAwait:
      return Effect::kRead;
    case OpKind::kCompareExchange:
    case OpKind::kTryLock:
      return operation.condition->Holds(word) ? Effect::kWrite : Effect::kRead;
    // What breaks a rule changes nothing, but ends its task: it conflicts with
    // whatever could make it legal.
    case OpKind::kGet:
      return static_cast<int>(word) >= 1 ? Effect::kTake : Effect::kWrite;
    case OpKind::kPut:
      return static_cast<int>(word) >= 2 ? Effect::kDrop : Effect::kWrite;
    case OpKind::kComplete:
      return Effect::kSignal;
    case OpKind::kPrepareToWait:
      return Effect::kPrepare;
    case OpKind::kSleep:
    case OpKind::kFinishWait:
      return Effect::kOwnWait;
    case OpKind::kQueueWork:
      return Effect::kAppend;
    case OpKind::kTakeWork:
      return Effect::kRemove;
    case OpKind::kFree:
      return Effect::kFree;
    default:
      return Effect::kWrite;
  }
}

uint32_t LevelOf(Effect effect, uint64_t word) {
  switch (effect) {
    case Effect::kDrop:
    case Effect::kAppend:
      return static_cast<uint32_t>(word);
    case Effect::kRemove:
      return static_cast<uint32_t>(word >> 32);
    default:
      return 0;
  }
}

bool Overlap(ByteRange a, ByteRange b) {
  const bool whole =
      (a.begin == 0 && a.end == 0) || (b.begin == 0 && b.end == 0);
  return whole || (a.begin < b.end && b.begin < a.end);
}

}  // namespace

Access AccessAt(const Operation& operation, ObjectId owner, uint64_t word) {
  const Effect effect = EffectOf(operation, word);
  return {.task = operation.task,
          .kind = operation.kind,
          .effect = effect,
          .object = operation.object,
          .owner = owner,
          .range = operation.range,
          .level = LevelOf(effect, word)};
}

bool internal_dependence::EffectsConflict(const Access& a, const Access& b) {
  if (a.effect == Effect::kFree || b.effect == Effect::kFree) {
    return a.object == b.object ||
           (a.effect == Effect::kFree && b.owner == a.object) ||
           (b.effect == Effect::kFree && a.owner == b.object);
  }
  if (a.effect == Effect::kChoice || b.effect == Effect::kChoice) return false;
  if (a.effect == b.effect) {
    return a.effect == Effect::kPrepare || a.effect == Effect::kAppend ||
           a.effect == Effect::kRemove ||
           (a.effect == Effect::kWrite && Overlap(a.range, b.range));
  }
  const auto are = [&](Effect one, Effect other) {
    return (a.effect == one && b.effect == other) ||
           (a.effect == other && b.effect == one);
  };
  if (are(Effect::kPrepare, Effect::kOwnWait)) return false;
  if (are(Effect::kAppend, Effect::kRemove)) return a.level == b.level;
  return Overlap(a.range, b.range);
}

}  // namespace checker
