// The events of an execution and their dependence order.
//
// Two executions are equivalent if one becomes the other by swapping
// neighbours that commute; a Mazurkiewicz trace is a class of equivalent
// executions, and the happens-before order of their events is what they have in
// common. A Trace holds one execution with a vector clock for each event, and
// finds its reversible races: pairs of events that a different schedule might
// have ordered the other way.
//
// It outlives its execution: the next one repeats a prefix (Repeat) and appends
// its own events behind it. Everything is plain data, by index.
//
// Source: Abdulla, Aronis, Jonsson and Sagonas, "Optimal dynamic partial order
// reduction", POPL 2014, and JACM 64(4), 2017; for blocking operations Jonsson,
// Lång and Sagonas, "Awaiting for Godot", FMCAD 2022.

#ifndef DIORACE_CHECKER_EXPLORE_TRACE_H_
#define DIORACE_CHECKER_EXPLORE_TRACE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/runtime/dependence.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"

namespace checker {

class Trace {
 public:
  static constexpr uint32_t kNone = 0xffffffff;

  // Which races of an operation that blocks are of interest: only with events
  // before which it is enabled, or with all that it depends on.
  enum class Waits : uint8_t { kMove, kArrive };

  explicit Trace(Waits waits = Waits::kMove)
      : waits_(waits), task_clocks_(stride_ * stride_) {}

  struct Event {
    Access access;
    uint32_t nth;       // of its task, from 1
    uint32_t previous;  // event on the same object, or kNone
    uint64_t word;      // its object's state word before it
  };

  // A different order is possible: `last` instead of, or before, event
  // `first`.
  struct Race {
    uint32_t first;
    uint32_t last_index;  // the event, or size() if it never became enabled
    // What it does when it comes before `first`, which can be something else
    // than it did.
    Access last;
    uint32_t past;  // see InPast
    // Whoever works on races has seen to it for good.
    bool settled;
  };

  // --- One execution ---

  // A new execution, of which nothing has happened yet.
  void Start();
  // Event `index` happens again.
  void Repeat(size_t index) {
    const Event& event = events_[index];
    Copy(clock(index), task_clock(event.access.task));
  }
  // Forgets the events from `size` on.
  void Truncate(size_t size);
  // `operation` happens. Its races are added to races().
  void Append(const Operation& operation, ObjectId owner);
  // `task` chooses `value`.
  void AppendChoice(TaskId task, int value);
  // Adds the races of an operation that is announced but, in this execution,
  // never enabled when its turn would come.
  void FindRacesOfBlocked(const Operation& operation, ObjectId owner);

  void OnSpawn(TaskId parent, TaskId child);
  void OnJoin(TaskId task, TaskId joined);
  void OnQuiescence(TaskId task);
  // What `task` does next has waited for event `index`.
  void Precede(size_t index, TaskId task) {
    task_clock(task);  // may move the other
    Join(task_clock(task), clock(index));
  }

  // --- What is known of it ---

  size_t size() const { return events_.size(); }
  const Event& operator[](size_t index) const { return events_[index]; }

  // Those of all events, in their order, and then of blocked operations; until
  // the events are truncated.
  std::vector<Race>& races() { return races_; }

  // Whether event `i` happens before event `j`, i < j.
  bool HappensBefore(size_t i, size_t j) const {
    return clock(j)[Index(events_[i].access.task)] >= events_[i].nth;
  }

  // The last step of `task`, or kNone.
  uint32_t LastOf(TaskId task) const;
  // Whether event `i` happens before what `task` does next.
  bool InPastOf(size_t i, TaskId task) {
    JoinNow(task);
    return Index(task) < stride_ &&
           task_clocks_[Index(task) * stride_ +
                        Index(events_[i].access.task)] >= events_[i].nth;
  }
  // Whether event `i` comes before the last event of `race` whatever that
  // does: before its task's step before it, or before its task was spawned.
  bool InPast(size_t i, const Race& race) const {
    return pasts_[race.past * stride_ + Index(events_[i].access.task)] >=
           events_[i].nth;
  }

  // Equal for equivalent executions, and but for collisions of a 64-bit hash
  // for no others.
  uint64_t Digest() const;

 private:
  using Lane = uint32_t;

  Lane* clock(size_t index) { return &clocks_[index * stride_]; }
  const Lane* clock(size_t index) const { return &clocks_[index * stride_]; }
  Lane* task_clock(TaskId task) {
    if (Index(task) >= stride_) Widen(Index(task) + 1);
    return &task_clocks_[Index(task) * stride_];
  }
  // Clocks do not overlap and come in whole blocks of lanes.
  void Join(Lane* __restrict into, const Lane* __restrict other) const {
    for (size_t block = 0; block < stride_; block += kLaneBlock) {
      for (size_t i = block; i < block + kLaneBlock; ++i)
        into[i] = std::max(into[i], other[i]);
    }
  }
  void Copy(const Lane* __restrict from, Lane* __restrict to) const {
    for (size_t block = 0; block < stride_; block += kLaneBlock)
      std::copy_n(from + block, kLaneBlock, to + block);
  }
  // Adds the clocks of tasks that `task` has joined and that nobody has asked
  // for yet.
  void JoinNow(TaskId task);
  bool Contains(const Lane* clock, const Event& event) const {
    return clock[Index(event.access.task)] >= event.nth;
  }

  // Room for tasks with ids below `tasks`.
  void Widen(size_t tasks);
  uint32_t& Head(ObjectId object);
  // Joins what is ordered before `access` to joined_, and finds races.
  void Scan(const Operation& operation, const Access& access);
  bool ScanEvent(uint32_t index, const Operation& operation,
                 const Access& access);
  bool ScanEveryEvent(const Access& access) const;
  void AddRace(uint32_t first, const Access& last);
  uint64_t WordWithout(uint32_t index, const Operation& operation) const;

  const Waits waits_;
  size_t stride_ = kLaneBlock;  // lanes of a clock
  std::vector<Event> events_;
  std::vector<Lane> clocks_;       // by event
  std::vector<Lane> task_clocks_;  // by task
  std::vector<Lane> joined_;       // of the event in hand
  std::vector<Lane> raced_;        // what its races order before it
  // A task has joined another, of which the task's clock does not know yet:
  // mostly, it has nothing more to do.
  struct Joining {
    TaskId task;
    TaskId joined;
  };
  std::vector<Joining> joinings_;
  std::vector<Race> races_;
  std::vector<Lane> pasts_;      // of operations that have races
  std::vector<uint32_t> heads_;  // last event on each object
  std::vector<uint32_t> freed_;  // events that freed an allocation
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_TRACE_H_
