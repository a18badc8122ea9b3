// What an Execution finds by itself: data races, use after free, leaks,
// sleeping in atomic context. Blocked tasks are explained by standstill.h.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
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
// TSan watches.
bool Execution::ReportTsan() {
  const TsanReport report = tsan_->Take();
  if (task_ended_by_violation_) return false;  // the one may cause the other
  ++tsan_tally_.reports;
  Report({.kind = violation_kind::kDataRace,
          .oracle = "thread_sanitizer",
          .first = current_->pending},
         [&] {
           return absl::StrCat(
               "data race found by ThreadSanitizer: ", report.ToString(),
               " are not ordered by synchronisation");
         });
  task_ended_by_violation_ = true;
  return true;
}

void Execution::MightSleep(Location location) {
  const TsanIgnore ignore;
  TaskSlot& slot = *current_;
  if (slot.unwinding) return ThrowIfCancelled(slot);
  if (slot.kind != ContextKind::kIrq && slot.atomic_depth == 0) return;
  Fail({.kind = violation_kind::kSleepInAtomic, .oracle = "context"}, [&] {
    return absl::StrCat("sleeping in atomic context: ", task_label(slot.id),
                        " may sleep at ", LocationText(location), ", but ",
                        slot.kind == ContextKind::kIrq
                            ? "runs in interrupt context"
                            : "holds a spin lock");
  });
}

void Execution::FailSleep(TaskSlot& slot) {
  Fail({.kind = violation_kind::kSleepInAtomic,
        .oracle = "context",
        .object = slot.pending.object,
        .first = slot.pending},
       [&] {
         const absl::string_view why = slot.kind == ContextKind::kIrq
                                           ? "runs in interrupt context"
                                           : "holds a spin lock";
         return absl::StrCat(
             "sleeping in atomic context: ", OpKindName(slot.pending.kind),
             " of ", object_label(slot.pending.object), " may sleep, but ",
             task_label(slot.id), " ", why);
       });
}

AllocationId Execution::BeginConstruction(ObjectId identity,
                                          Location location) {
  const TsanIgnore ignore;
  const auto id = AllocationId(allocations_.size());
  const Operation allocated{
      .task = current_->id, .object = identity, .location = location};
  allocations_.push_back({identity,
                          allocated,
                          {},
                          false,
                          current_->constructing,
                          nullptr,
                          nullptr});
  current_->constructing = id;
  return id;
}

void Execution::EndConstruction(AllocationId allocation, void* object,
                                void (*destroy)(void* object)) {
  const TsanIgnore ignore;
  allocations_[Index(allocation)].object = object;
  allocations_[Index(allocation)].destroy = destroy;
  current_->constructing = allocations_[Index(allocation)].outer;
}

void Execution::Free(AllocationId allocation, Location location) {
  const TsanIgnore ignore;
  static constexpr uint64_t kNoWord = 0;  // nothing depends on a state
  Operation& next = next_operation();
  next.kind = OpKind::kFree;
  next.may_sleep = false;
  next.object = allocations_[Index(allocation)].identity;
  next.range = {};
  next.condition = nullptr;
  next.word = &kNoWord;
  next.location = location;
  if (!Begin()) return;
  const Operation operation = next;
  Allocation& state = allocations_[Index(allocation)];
  if (state.is_freed) {
    Fail({.kind = violation_kind::kDoubleFree,
          .oracle = "heap",
          .object = state.identity,
          .first = state.freed,
          .second = operation},
         [&] {
           return absl::StrCat(
               "double free of ", object_label(state.identity),
               ": allocated at ", LocationText(state.allocated.location),
               ", freed by ", task_label(state.freed.task), " at ",
               LocationText(state.freed.location), ", freed again by ",
               task_label(operation.task), " at ", LocationText(location));
         });
    return;
  }
  state.is_freed = true;
  state.freed = operation;
}

void Execution::FailUseAfterFree(const Allocation& allocation) {
  const Operation& operation = current_->pending;
  Fail({.kind = violation_kind::kUseAfterFree,
        .oracle = "heap",
        .object = allocation.identity,
        .first = allocation.freed,
        .second = operation},
       [&] {
         return absl::StrCat(
             "use after free of ", object_label(allocation.identity), ": ",
             OpKindName(operation.kind), " of ", object_label(operation.object),
             " by ", task_label(operation.task), " at ",
             LocationText(operation.location), "; allocated by ",
             task_label(allocation.allocated.task), " at ",
             LocationText(allocation.allocated.location), ", freed by ",
             task_label(allocation.freed.task), " at ",
             LocationText(allocation.freed.location));
       });
}

void Execution::CheckLeaks() {
  for (const Allocation& allocation : allocations_) {
    if (allocation.is_freed) continue;
    Report({.kind = violation_kind::kLeak,
            .oracle = "heap",
            .object = allocation.identity},
           [&] {
             return absl::StrCat(object_label(allocation.identity),
                                 ", allocated by ",
                                 task_label(allocation.allocated.task), " at ",
                                 LocationText(allocation.allocated.location),
                                 " is never freed");
           });
  }
}

void Execution::DestroyAllocations() {
  if (allocations_.empty()) return;
  // Destructors may reach operations. They belong to the body, which is over,
  // so they have no effect.
  current_ = slots_[Index(live_[0])];
  operation_ = &current_->pending;
  current_->unwinding = true;
  for (size_t i = allocations_.size(); i-- > 0;) {
    const Allocation allocation = allocations_[i];
    if (allocation.destroy != nullptr) allocation.destroy(allocation.object);
  }
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
    const Violation violation = Describe(finding, message());
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

Violation Execution::Describe(const Finding& finding,
                              std::string message) const {
  Violation violation{.kind = std::string(finding.kind),
                      .oracle = std::string(finding.oracle),
                      .object = std::string(object_label(finding.object)),
                      .message = std::move(message),
                      .blame = std::string(finding.blame),
                      .row = std::string(finding.row),
                      .operations = {}};
  if (finding.first.task != kNoTask)
    violation.operations.push_back(DescribeOperation(finding.first, *this));
  if (finding.second.task != kNoTask)
    violation.operations.push_back(DescribeOperation(finding.second, *this));
  return violation;
}

}  // namespace checker
