// What ThreadSanitizer itself takes for what the checker tells it of order.

#ifndef DIORACE_BENCHMARKS_TSAN_ORDER_H_
#define DIORACE_BENCHMARKS_TSAN_ORDER_H_

namespace checker {

// Nanoseconds of one __tsan_release by a fiber and one __tsan_acquire by
// another, with the switches there and back: what it takes at least to say that
// a task begins after its creator, or that it was joined. The median of 11
// measurements. Only with --config=tsan.
double TsanEdgeNanoseconds();

}  // namespace checker

#endif  // DIORACE_BENCHMARKS_TSAN_ORDER_H_
