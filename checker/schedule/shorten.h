// Makes a failing schedule easier to read where the smallest one is out of
// reach: drops every switch of context that the violation does not need, and
// moves the others to where they cost less.

#ifndef DIORACE_CHECKER_SCHEDULE_SHORTEN_H_
#define DIORACE_CHECKER_SCHEDULE_SHORTEN_H_

#include "checker/explore/explorer.h"
#include "checker/schedule/delta_debug.h"
#include "checker/schedule/hunt.h"

namespace checker {

// `schedule` belongs to the hunt's explorer. The result is deterministic and
// never worse (Smaller). No single switch can be dropped from it, nor moved to
// where some task has to be chosen anyway. That is a local minimum: whether
// another schedule needs fewer is not looked at. Takes a number of executions
// that is cubic in the number of switches at worst.
ShortenedSchedule Shorten(Hunt& hunt, const ShortenedSchedule& schedule);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_SHORTEN_H_
