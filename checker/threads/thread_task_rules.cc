// What a ThreadTask finds and keeps count of: synchronisation, memory, rules.

#include <string>

#include "checker/runtime/broken_rules.h"
#include "checker/threads/thread_task.h"

namespace checker {

ObjectId ThreadTask::Register(const Name& name) {
  const TsanIgnore ignore;
  const Guard guard = Locked();
  const auto id = ObjectId(run_.object_names_.Id(id_, name));
  run_.allocations_.AddObject(id, constructing_);
  return id;
}

void ThreadTask::Acquire(const SyncClock& clock) {
  if (clock.was_released()) TsanAcquire(&clock);
  clock.AcquireInto(clock_);
}

void ThreadTask::Release(SyncClock& clock) {
  if (!clock.was_released()) TsanForget(&clock);
  TsanRelease(&clock);
  clock.ReleaseFrom(clock_, kMaxTasks, arena_);
}

void ThreadTask::ReleaseOnly(SyncClock& clock) {
  TsanForget(&clock);
  TsanRelease(&clock);
  clock.AssignFrom(clock_, kMaxTasks, arena_);
}

void ThreadTask::CheckRace(RaceShadow&, const Operation& operation,
                           const void* memory, size_t bytes) {
  if (Writes(operation.kind)) {
    TsanWrite(memory, bytes);
  } else {
    TsanRead(memory, bytes);
  }
}

void ThreadTask::MightSleep(Location location) {
  const TsanIgnore ignore;
  if (unwinding_) return ThrowIfUnwinding();
  if (!SleepsInAtomic(true)) return;
  Fail(SleepFinding(),
       [&] { return SleepMessage(id_, location, kind_, run_); });
}

void ThreadTask::FailSleep() {
  Fail(SleepFinding(*operation_),
       [&] { return SleepMessage(*operation_, kind_, run_); });
}

AllocationId ThreadTask::BeginConstruction(ObjectId identity,
                                           Location location) {
  const TsanIgnore ignore;
  const Guard guard = Locked();
  return constructing_ =
             run_.allocations_.Begin(identity, id_, location, constructing_);
}

void ThreadTask::EndConstruction(AllocationId allocation, void* object,
                                 void (*destroy)(void* object)) {
  const TsanIgnore ignore;
  const Guard guard = Locked();
  constructing_ = run_.allocations_.End(allocation, object, destroy);
}

void ThreadTask::Free(AllocationId allocation, Location location) {
  static constexpr uint64_t kNoWord = 0;  // nothing depends on a state
  const TsanIgnore ignore;
  *operation_ = {.kind = OpKind::kFree,
                 .object = run_.allocations_[allocation].identity,
                 .word = &kNoWord,
                 .location = location};
  if (!Begin()) return;
  const Allocation before = run_.allocations_[allocation];
  run_.allocations_[allocation].is_freed = true;
  run_.allocations_[allocation].freed = *operation_;
  if (!before.is_freed) return;
  Fail(DoubleFreeFinding(before, *operation_),
       [&] { return DoubleFreeMessage(before, *operation_, run_); });
}

void ThreadTask::FailUseAfterFree(const Allocation& allocation) {
  Fail(UseAfterFreeFinding(allocation, *operation_),
       [&] { return UseAfterFreeMessage(allocation, *operation_, run_); });
}

void ThreadTask::FailTsanReport() {
  const TsanReport report = tsan_->Take();
  Report({.kind = violation_kind::kDataRace, .oracle = kTsanOracle},
         [&] { return TsanMessage(report); });
}

void ThreadTask::Report(const Finding& finding,
                        absl::FunctionRef<std::string()> message) {
  const TsanIgnore ignore;
  if (unwinding_) return;
  const Guard guard = Locked();
  run_.Record(finding, message);
}

// Then everything ends; the task when it is its turn.
void ThreadTask::Fail(const Finding& finding,
                      absl::FunctionRef<std::string()> message) {
  const TsanIgnore ignore;
  if (unwinding_) return;
  Report(finding, message);
  Wait(State::kBlocked, [] { return false; });
  ThrowIfUnwinding();
}

bool ThreadTask::Disturbed() const {
  const TsanIgnore ignore;
  const Guard guard = turn_.owns_lock() ? Guard() : Guard(run_.lock_);
  return run_.violation_.has_value();
}

}  // namespace checker
