// Programs of as many tasks, or of as long ones, as is asked for. In comments:
// r reads, w writes, u updates a variable.

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_PARAMETRIC_PROGRAMS_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_PARAMETRIC_PROGRAMS_H_

#include "tests/checker/explore/task_order.h"

namespace checker {

// N x (r x; w x): every increment can be lost.
void Inc(int n, TaskOrder order);
// N x (u x): nothing is lost.
void AtomicInc(int n, TaskOrder order);
// N x (u x; u y).
void AtomicIncTwo(int n, TaskOrder order);
// w x ‖ N x (r x).
void Readers(int n, TaskOrder order);
// N x (w x) ‖ r x.
void WritersAReader(int n, TaskOrder order);
// 2 x (N x w x; r x).
void WritesAReadTwoTasks(int n, TaskOrder order);
// (N x w x) ‖ (N x w x) ‖ (r x; r x).
void RedundantCo(int n, TaskOrder order);
// N x cas(x, 0 -> i).
void Cas(int n, TaskOrder order);
// Task i: cas(x, i-1 -> i).
void CasRotation(int n, TaskOrder order);
// w x=2 ‖ N x cas(x, 2 -> 3).
void WriteCas(int n, TaskOrder order);
// N x (cas(x, 0 -> 1); w x=i+3).
void CasWrite(int n, TaskOrder order);
// A reader scans a[n] … a[0] until it meets a zero; writer j: a[j] = a[j-1]+1.
void LastZero(int n, TaskOrder order);
// N x (lock; x++; unlock).
void LockedInc(int n, TaskOrder order);
// N x (lock), and nobody unlocks: all but the first wait for ever.
void LockForever(int n, TaskOrder order);
// 2 x (N x (w x; r x)).
void RaceParametric(int n, TaskOrder order);
// The example of "Optimal dynamic partial order reduction", POPL 2014.
void PoplExample(int, TaskOrder order);
// Each task inserts four numbers into one hash table, slot after slot until one
// is free. Flanagan and Godefroid, "Dynamic partial-order reduction", POPL
// 2005.
void Indexer(int n, TaskOrder order);
// Each task gives a block to an inode that has none. From the same paper.
void Filesystem(int n, TaskOrder order);

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_PARAMETRIC_PROGRAMS_H_
