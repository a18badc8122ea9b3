// What an Execution finds by itself: data races, use after free, leaks,
// sleeping in atomic context. Blocked tasks are explained by standstill.h.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "checker/runtime/broken_rules.h"
#include "checker/runtime/execution.h"
#include "checker/runtime/standstill.h"

namespace checker {
namespace {

uint64_t Mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
  return hash ^ (hash >> 32);
}

uint64_t Mix(uint64_t hash, absl::string_view text) {
  for (const char c : text) hash = Mix(hash, static_cast<unsigned char>(c));
  return Mix(hash, text.size());
}

uint64_t Mix(uint64_t hash, const Operation& operation) {
  hash = Mix(hash, Index(operation.task));
  if (operation.task == kNoTask) return hash;
  return Mix(Mix(hash, static_cast<uint64_t>(operation.kind)),
             Index(operation.object));
}

// Equal exactly where Violation::Identity would be, but for collisions of 64
// bits.
uint64_t Fingerprint(const Finding& finding) {
  uint64_t hash = Mix(Mix(0, finding.kind), finding.oracle);
  hash = Mix(hash, finding.blame);
  hash = Mix(hash, Index(finding.object));
  return Mix(Mix(hash, finding.first), finding.second);
}

}  // namespace

void Execution::Acquire(const SyncClock& clock) {
  if (clock.was_released()) TsanAcquire(&clock);
  clock.AcquireInto(current_->clock);
}

void Execution::Release(SyncClock& clock) {
  // Another clock may have been at this address.
  if (!clock.was_released()) TsanForget(&clock);
  TsanRelease(&clock);
  const TsanIgnore ignore;
  clock.ReleaseFrom(current_->clock, lanes_, arena_);
}

void Execution::ReleaseOnly(SyncClock& clock) {
  TsanForget(&clock);
  TsanRelease(&clock);
  const TsanIgnore ignore;
  clock.AssignFrom(current_->clock, lanes_, arena_);
}

void Execution::CheckRace(RaceShadow& shadow, const Operation& operation,
                          const void* memory, size_t bytes) {
  const RaceShadow::Access* const other = shadow.Record(
      operation, Writes(operation.kind), current_->clock, lanes_, arena_);
  if constexpr (kTsan)
    CompareWithTsan(operation, other != nullptr, memory, bytes);
  if (other != nullptr) FailDataRace(shadow, other, operation);
}

void Execution::FailDataRace(const RaceShadow& shadow,
                             const RaceShadow::Access* other,
                             const Operation& operation) {
  // Labels, unlike ids, do not depend on who was met first.
  const auto label = [&](const Operation& of) { return task_label(of.task); };
  shadow.VisitRacingReads(*other, current_->clock,
                          [&](const RaceShadow::Access& read) {
                            if (label(read.operation) < label(other->operation))
                              other = &read;
                          });
  // Whichever comes first in this schedule, it is the same race.
  const bool in_order = label(other->operation) < label(operation);
  const Operation& first = in_order ? other->operation : operation;
  const Operation& second = in_order ? operation : other->operation;
  Fail({.kind = violation_kind::kDataRace,
        .oracle = "data_race",
        .object = operation.object,
        .first = first,
        .second = second},
       [&] {
         return absl::StrCat("data race on ", object_label(operation.object),
                             ": ", OpKindName(first.kind), " by ", label(first),
                             " at ", LocationText(first.location), " and ",
                             OpKindName(second.kind), " by ", label(second),
                             " at ", LocationText(second.location),
                             " are not ordered by synchronisation");
       });
}

// Lets TSan see the access as well. Our clocks decide; that it misses a race is
// known to happen (docs/tsan.md), that it finds another must not.
void Execution::CompareWithTsan(const Operation& operation, bool races,
                                const void* memory, size_t bytes) {
  if (task_ended_by_violation_) return;  // accesses are missing since
  const bool before = tsan_->has_report();
  if (Writes(operation.kind)) {
    TsanWrite(memory, bytes);
  } else {
    TsanRead(memory, bytes);
  }
  const bool reported = !before && tsan_->has_report();
  if (!reported) {
    tsan_tally_.missed += races && !before;
    return;
  }
  const TsanReport report = tsan_->Take();
  if (races) {
    ++tsan_tally_.agreed;
    return;
  }
  ++tsan_tally_.alone;
  Fail({.kind = violation_kind::kTestBody,
        .oracle = "tsan_disagrees",
        .object = operation.object,
        .first = operation},
       [&] {
         return absl::StrCat(
             "ThreadSanitizer reports a data race on ",
             object_label(operation.object), " (", report.ToString(),
             "), but synchronisation orders its accesses: one of the two is "
             "wrong, please tell the authors");
       });
}

// An access by the running task, since its last operation, to memory that only
// TSan watches. The task goes on: TSan may miss the race when the schedule is
// run again, which must not go another way then.
void Execution::ReportTsan() {
  const TsanReport report = tsan_->Take();
  // Of two violations the one may cause the other.
  if (task_ended_by_violation_ || tsan_reported_) return;
  tsan_reported_ = true;
  ++tsan_tally_.reports;
  Report({.kind = violation_kind::kDataRace,
          .oracle = kTsanOracle,
          .first = current_->pending},
         [&] { return TsanMessage(report); });
}

void Execution::MightSleep(Location location) {
  const TsanIgnore ignore;
  TaskSlot& slot = *current_;
  if (slot.unwinding) return ThrowIfCancelled(slot);
  if (slot.kind != ContextKind::kIrq && slot.atomic_depth == 0) return;
  Fail(SleepFinding(),
       [&] { return SleepMessage(slot.id, location, slot.kind, *this); });
}

void Execution::FailSleep(TaskSlot& slot) {
  Fail(SleepFinding(slot.pending),
       [&] { return SleepMessage(slot.pending, slot.kind, *this); });
}

AllocationId Execution::BeginConstruction(ObjectId identity,
                                          Location location) {
  const TsanIgnore ignore;
  return current_->constructing = allocations_.Begin(
             identity, current_->id, location, current_->constructing);
}

void Execution::EndConstruction(AllocationId allocation, void* object,
                                void (*destroy)(void* object)) {
  const TsanIgnore ignore;
  current_->constructing = allocations_.End(allocation, object, destroy);
}

void Execution::Free(AllocationId allocation, Location location) {
  const TsanIgnore ignore;
  static constexpr uint64_t kNoWord = 0;  // nothing depends on a state
  Operation& next = next_operation();
  next.kind = OpKind::kFree;
  next.may_sleep = false;
  next.object = allocations_[allocation].identity;
  next.range = {};
  next.condition = nullptr;
  next.word = &kNoWord;
  next.location = location;
  if (!Begin()) return;
  const Operation operation = next;
  Allocation& freed = allocations_[allocation];
  if (freed.is_freed) {
    return Fail(DoubleFreeFinding(freed, operation),
                [&] { return DoubleFreeMessage(freed, operation, *this); });
  }
  freed.is_freed = true;
  freed.freed = operation;
}

void Execution::FailUseAfterFree(const Allocation& allocation) {
  const Operation& operation = current_->pending;
  Fail(UseAfterFreeFinding(allocation, operation),
       [&] { return UseAfterFreeMessage(allocation, operation, *this); });
}

void Execution::CheckLeaks() {
  for (const Allocation& allocation : allocations_.all()) {
    if (allocation.is_freed) continue;
    Report(LeakFinding(allocation),
           [&] { return LeakMessage(allocation, *this); });
  }
}

void Execution::DestroyAllocations() {
  if (allocations_.all().empty()) return;
  // Destructors may reach operations. They belong to the body, which is over,
  // so they have no effect.
  current_ = slots_[Index(live_[0])];
  operation_ = &current_->pending;
  current_->unwinding = true;
  allocations_.DestroyAll();
  current_ = nullptr;
}

void Execution::ReportBlocked() {
  const std::vector<const TaskSlot*> tasks = LiveTasks();
  const Standstill standstill(tasks, *this);
  Report(standstill.finding(), [&] { return standstill.Message(); });
  task_ended_by_violation_ = true;
}

std::vector<const TaskSlot*> Execution::LiveTasks() const {
  std::vector<const TaskSlot*> tasks;
  tasks.reserve(live().size());
  for (const TaskId id : live()) tasks.push_back(slots_[Index(id)]);
  return tasks;
}

void Execution::Report(const Finding& finding,
                       absl::FunctionRef<std::string()> message) {
  const TsanIgnore ignore;
  if (stopping_ && result_.end != ExecutionEnd::kMaximal) return;
  if (current_ != nullptr && current_->unwinding) return;
  ++result_.violations;
  if (observing_ || listener_->IsNew(Fingerprint(finding))) {
    const Violation violation = Describe(finding, message(), *this);
    if (observing_) options_.observer->OnViolation(violation);
    listener_->OnViolation(violation, result_.steps);
  }
  if (options_.stop_at_violation && !stopping_) Stop(ExecutionEnd::kViolation);
}

void Execution::Fail(const Finding& finding,
                     absl::FunctionRef<std::string()> message) {
  const TsanIgnore ignore;
  TaskSlot& slot = *current_;
  if (slot.unwinding) return;
  Report(finding, message);
  task_ended_by_violation_ = true;
  slot.unwinding = true;
  ThrowIfCancelled(slot);
}

absl::string_view Execution::object_label(ObjectId object) const {
  return object == kNoObject
             ? absl::string_view("")
             : absl::string_view(object_names_.label(Index(object)));
}

}  // namespace checker
