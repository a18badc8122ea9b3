// What an engine with nothing wasted would pay for a step: one switch between
// two fibers.

#ifndef DIORACE_BENCHMARKS_FLOOR_H_
#define DIORACE_BENCHMARKS_FLOOR_H_

namespace checker {

// Nanoseconds of one `jump_fcontext`, one way, of two fibers that play
// ping-pong, each announced to ThreadSanitizer if the build has it: the median
// of 11 measurements. Machines are shared, so take it
// beside each figure that is to be compared with it.
double FloorNanoseconds();

}  // namespace checker

#endif  // DIORACE_BENCHMARKS_FLOOR_H_
