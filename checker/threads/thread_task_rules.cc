// What a ThreadTask finds and keeps count of: synchronisation, memory, rules.

#include <string>

#include "absl/strings/str_cat.h"
#include "checker/threads/thread_task.h"

namespace checker {

ObjectId ThreadTask::Register(const Name& name) {
  const TsanIgnore ignore;
  const Guard guard = Locked();
  const auto id = ObjectId(run_.object_names_.Id(id_, name));
  if (Index(id) >= run_.allocation_of_.size())
    run_.allocation_of_.resize(Index(id) + 1, kNoAllocation);
  run_.allocation_of_[Index(id)] = constructing_;
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
  Fail({.kind = violation_kind::kSleepInAtomic, .oracle = "context"}, [&] {
    return absl::StrCat("sleeping in atomic context at ",
                        LocationText(location));
  });
}

void ThreadTask::FailSleep() {
  Fail({.kind = violation_kind::kSleepInAtomic,
        .oracle = "context",
        .object = operation_->object,
        .first = *operation_},
       [&] {
         return absl::StrCat(
             "sleeping in atomic context: ", OpKindName(operation_->kind),
             " of ", run_.object_label(operation_->object), " may sleep");
       });
}

AllocationId ThreadTask::BeginConstruction(ObjectId identity,
                                           Location location) {
  const TsanIgnore ignore;
  const Guard guard = Locked();
  const auto id = AllocationId(run_.allocations_.size());
  const Operation allocated{
      .task = id_, .object = identity, .location = location};
  run_.allocations_.push_back(
      {identity, allocated, {}, false, constructing_, nullptr, nullptr});
  constructing_ = id;
  return id;
}

void ThreadTask::EndConstruction(AllocationId allocation, void* object,
                                 void (*destroy)(void* object)) {
  const TsanIgnore ignore;
  const Guard guard = Locked();
  ThreadRun::Allocation& state = run_.allocations_[Index(allocation)];
  state.object = object;
  state.destroy = destroy;
  constructing_ = state.outer;
}

void ThreadTask::Free(AllocationId allocation, Location location) {
  static constexpr uint64_t kNoWord = 0;  // nothing depends on a state
  const TsanIgnore ignore;
  {
    const Guard guard = Locked();
    *operation_ = {.kind = OpKind::kFree,
                   .object = run_.allocations_[Index(allocation)].identity,
                   .word = &kNoWord,
                   .location = location};
  }
  if (!Begin()) return End();
  ThreadRun::Allocation& state = run_.allocations_[Index(allocation)];
  const bool again = state.is_freed;
  const Operation before = state.freed;
  state.is_freed = true;
  state.freed = *operation_;
  End();
  if (!again) return;
  Fail({.kind = violation_kind::kDoubleFree,
        .oracle = "heap",
        .object = operation_->object,
        .first = before,
        .second = *operation_},
       [&] {
         return absl::StrCat("double free of ",
                             run_.object_label(operation_->object), " at ",
                             LocationText(location));
       });
}

void ThreadTask::FailUseAfterFree(AllocationId allocation) {
  const ThreadRun::Allocation& state = run_.allocations_[Index(allocation)];
  Fail({.kind = violation_kind::kUseAfterFree,
        .oracle = "heap",
        .object = state.identity,
        .first = state.freed,
        .second = *operation_},
       [&] {
         return absl::StrCat(
             "use after free of ", run_.object_label(state.identity), ": ",
             OpKindName(operation_->kind), " of ",
             run_.object_label(operation_->object), " by ",
             run_.task_label(id_), " at ", LocationText(operation_->location));
       });
}

void ThreadTask::FailTsanReport() {
  const TsanReport report = tsan_->Take();
  Report({.kind = violation_kind::kDataRace, .oracle = "thread_sanitizer"},
         [&] {
           return absl::StrCat(
               "data race found by ThreadSanitizer: ", report.ToString(),
               " are not ordered by synchronisation");
         });
}

void ThreadTask::Report(const Finding& finding,
                        absl::FunctionRef<std::string()> message) {
  const TsanIgnore ignore;
  if (unwinding_) return;
  const Guard guard = Locked();
  run_.Record(finding, message);
}

// Its next operation ends the task, when it is its turn.
void ThreadTask::Fail(const Finding& finding,
                      absl::FunctionRef<std::string()> message) {
  const TsanIgnore ignore;
  if (unwinding_) return;
  Report(finding, message);
  End();
  Guard guard(run_.lock_);
  Wait(guard, State::kBlocked, [] { return false; });
  guard.unlock();
  ThrowIfUnwinding();
}

bool ThreadTask::Disturbed() const {
  const TsanIgnore ignore;
  if (effect_.owns_lock()) return run_.violation_.has_value();
  const Guard guard(run_.lock_);
  return run_.violation_.has_value();
}

}  // namespace checker
