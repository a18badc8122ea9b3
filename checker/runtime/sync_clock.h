// Vector clocks of the synchronisation order, and the shadow state that finds
// data races with them.
//
// The synchronisation order is what a program may rely on: spawn and join, lock
// and unlock, wait and wake, hand-over through a queue, release and acquire.
// READ_ONCE-style relaxed accesses do not synchronise. It is not the dependence
// order that exploration uses, in which every two conflicting operations are
// ordered.
//
// Each task counts its operations; a clock holds, for each task, how many of
// its operations happened before. Algorithm: Flanagan and Freund, "FastTrack",
// PLDI 2009, with full read sets.

#ifndef DIORACE_CHECKER_RUNTIME_SYNC_CLOCK_H_
#define DIORACE_CHECKER_RUNTIME_SYNC_CLOCK_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "checker/runtime/arena.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/tsan.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// Clocks are worked on in blocks of so many lanes, which compilers turn into a
// few instructions.
inline constexpr size_t kLaneBlock = 8;
static_assert(kMaxTasks % kLaneBlock == 0);

// Lanes for `tasks` tasks, in whole blocks.
constexpr size_t LanesFor(size_t tasks) {
  return (tasks + kLaneBlock - 1) / kLaneBlock * kLaneBlock;
}

// The clock of a task.
class TaskClock {
 public:
  // Forgets everything; `lanes` is how many tasks the execution can have (at
  // most kMaxTasks).
  void Reset(size_t lanes) {
    std::fill_n(count_.begin(), lanes, 0u);
    has_joined_ = false;
  }

  // That of a task that is spawned by the one with the clock `other`.
  void Assign(const TaskClock& other, size_t lanes) {
    for (size_t i = 0; i < lanes; i += kLaneBlock)
      std::copy_n(&other.count_[i], kLaneBlock, &count_[i]);
    has_joined_ = false;
  }

  uint32_t of(TaskId task) const { return count_[Index(task)]; }
  void Tick(TaskId self) { ++count_[Index(self)]; }
  // `other` has `lanes` lanes in whole blocks.
  void Join(const uint32_t* other, size_t lanes) {
    has_joined_ = true;
    for (size_t block = 0; block < lanes; block += kLaneBlock) {
      Block mine;
      Block theirs;
      std::memcpy(&mine, &count_[block], sizeof(Block));
      std::memcpy(&theirs, &other[block], sizeof(Block));
      mine = mine > theirs ? mine : theirs;
      std::memcpy(&count_[block], &mine, sizeof(Block));
    }
  }
  // Join with the clock of task `child`, which the task with this clock has
  // spawned.
  void JoinChild(const TaskClock& clock, TaskId child, size_t lanes) {
    if (clock.has_joined_) return Join(clock.data(), lanes);
    // Of other tasks it knows what it was born with.
    has_joined_ = true;
    count_[Index(child)] = clock.of(child);
  }
  const uint32_t* data() const { return count_.data(); }

 private:
  using Block [[gnu::vector_size(kLaneBlock * sizeof(uint32_t))]] = uint32_t;

  std::array<uint32_t, kMaxTasks> count_{};
  bool has_joined_ = false;  // since it was spawned
};

// What a synchronising object carries from one task to the next: empty until
// the first release.
class SyncClock {
 public:
  SyncClock() = default;

  // `task` continues after everything that was released here.
  void AcquireInto(TaskClock& task) const {
    if (lanes_ != 0) task.Join(count_, lanes_);
  }
  // Adds what happened before `task`'s present operation. Memory comes from
  // `arena`.
  void ReleaseFrom(const TaskClock& task, size_t lanes, Arena& arena) {
    Reserve(lanes, arena);
    for (size_t i = 0; i < lanes; ++i)
      count_[i] = std::max(count_[i], task.data()[i]);
  }
  // Replaces what was there (a store with release order that is not a
  // read-modify-write).
  void AssignFrom(const TaskClock& task, size_t lanes, Arena& arena) {
    Reserve(lanes, arena);
    std::copy_n(task.data(), lanes, count_);
  }
  // A relaxed store: a later acquire that reads it synchronises with nothing.
  void Clear() {
    if (lanes_ == 0) return;
    std::fill_n(count_, lanes_, 0u);
    TsanForget(this);
  }
  bool was_released() const { return lanes_ != 0; }

 private:
  void Reserve(size_t lanes, Arena& arena) {
    if (lanes <= lanes_) return;
    lanes = LanesFor(lanes);
    auto* const grown = static_cast<uint32_t*>(
        arena.Allocate(lanes * sizeof(uint32_t), alignof(uint32_t)));
    std::fill_n(std::copy_n(count_, lanes_, grown), lanes - lanes_, 0u);
    count_ = grown;
    lanes_ = lanes;
  }

  uint32_t* count_ = nullptr;
  size_t lanes_ = 0;
};

// Who accessed a plain variable last, for each task.
class RaceShadow {
 public:
  RaceShadow() = default;

  struct Access {
    Access() = default;
    Access(uint32_t at, const Operation& operation)
        : at(at), operation(operation) {}

    uint32_t at = 0;  // the accessing task's operation count; 0: never
    Operation operation = {};
  };

  // Records the access `operation` of a task whose clock is `clock`. Returns an
  // earlier access that races with it (unordered, and one of the two writes),
  // or null.
  const Access* Record(const Operation& operation, bool write,
                       const TaskClock& clock, size_t lanes, Arena& arena) {
    const Access* race = nullptr;
    if (write_.at != 0 && write_.at > clock.of(write_.operation.task))
      race = &write_;
    if (write && race == nullptr) {
      for (size_t i = 0; i < lanes_; ++i) {
        if (reads_[i].at > clock.data()[i]) race = &reads_[i];
      }
    }
    if (race != nullptr) return race;
    const TaskId self = operation.task;
    if (write) {
      write_ = {clock.of(self), operation};
      for (size_t i = 0; i < lanes_; ++i) reads_[i].at = 0;
    } else {
      Reserve(lanes, arena);
      reads_[Index(self)] = {clock.of(self), operation};
    }
    return nullptr;
  }

  // `race` is what Record has just returned. If it is a read, there may be
  // others that race as well: calls `visit` for each of them.
  template <typename F>
  void VisitRacingReads(const Access& race, const TaskClock& clock,
                        F visit) const {
    if (&race == &write_) return;
    for (size_t i = 0; i < lanes_; ++i) {
      if (reads_[i].at > clock.data()[i]) visit(reads_[i]);
    }
  }

 private:
  void Reserve(size_t lanes, Arena& arena) {
    if (lanes <= lanes_) return;
    auto* const grown = static_cast<Access*>(
        arena.Allocate(lanes * sizeof(Access), alignof(Access)));
    for (size_t i = 0; i < lanes; ++i)
      new (&grown[i]) Access(i < lanes_ ? reads_[i] : Access());
    reads_ = grown;
    lanes_ = lanes;
  }

  Access write_;
  Access* reads_ = nullptr;
  size_t lanes_ = 0;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_SYNC_CLOCK_H_
