// A race the other way round: a sequence of steps that may follow the prefix
// before a race's first event, and that leads to where its last event comes
// without it.
//
//   Reversal reversal;
//   for (const Trace::Race& race : races) {
//     reversal.Build(trace, race, trace.size());
//     if (!reversal.HasWeakInitial(asleep)) forest.Insert(list, reversal);
//   }
//
// It consists of the events behind the race's first one that do not depend on
// it, and of the race's last one. This one is at the end even where it could go
// first: what its task does next, which may be to choose a value, is not known.
// Refers to the trace, which must not change meanwhile.
//
// Source: Abdulla, Aronis, Jonsson and Sagonas, JACM 64(4), 2017, where it is
// "v = notdep(e, E).p" with its initials I and weak initials WI.

#ifndef DIORACE_CHECKER_EXPLORE_REVERSAL_H_
#define DIORACE_CHECKER_EXPLORE_REVERSAL_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/explore/trace.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/ids.h"

namespace checker {

class Reversal {
 public:
  // Takes events up to `end`, from race.last_index on to trace.size().
  void Build(const Trace& trace, const Trace::Race& race, size_t end);

  size_t size() const { return steps_.size(); }
  const Access& operator[](size_t at) const { return steps_[at].access; }

  bool Contains(TaskId task) const { return FirstOf(task) != size(); }
  // The tasks whose first step in it can come first.
  TaskSet Initials() const;
  // Whether an equivalent sequence, or one that goes on from it, begins with
  // `access`, which is announced at the place where the sequence starts.
  bool HasWeakInitial(const Access& access) const;
  // The next two are of reversals built without what follows the race.

  // Whether it begins the one built with it, however the execution goes on:
  // what follows commutes with the race's last event as it was, but perhaps not
  // with what that becomes.
  bool BeginsAll() const;
  // Whether the first step of `task`, if it can lead here, can lead that, too.
  bool Keeps(TaskId task) const;

  // If the step `branch` can come first, makes this what remains after it and
  // returns true.
  bool Follow(const Access& branch);
  // Moves each choice to where it is made: at once when what comes before it
  // has happened, before anybody takes another step.
  void ChooseAtOnce();

 private:
  struct Step {
    Access access;
    uint32_t index;  // in the trace; kNone for the race's last event
  };

  size_t FirstOf(TaskId task) const;
  bool CanLead(size_t at) const;
  bool CommutesWithAll(const Access& access) const;

  const Trace* trace_ = nullptr;
  const Trace::Race* race_ = nullptr;
  std::vector<Step> steps_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_REVERSAL_H_
