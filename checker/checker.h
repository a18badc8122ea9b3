// The checker's public face: what tested code is written with, and how it is
// explored.
//
//   checker::Exploration result = checker::Explore([] {
//     checker::Atomic<int> x("x", 0);
//     checker::Spawn("a", [&] { x.Store(x.Load() + 1); });
//     checker::Spawn("b", [&] { x.Store(x.Load() + 1); });
//     checker::JoinAll();
//     CHECKER_EXPECT(x.Peek() == 2);   // fails in 4 of 6 interleavings
//   });
//
// Under GoogleTest, use CHECKER_TEST (checker_test.h).

#ifndef DIORACE_CHECKER_CHECKER_H_
#define DIORACE_CHECKER_CHECKER_H_

#include "checker/explore/explore.h"   // IWYU pragma: export
#include "checker/explore/explorer.h"  // IWYU pragma: export
#include "checker/sync/atomic.h"       // IWYU pragma: export
#include "checker/sync/bytes.h"        // IWYU pragma: export
#include "checker/sync/expect.h"       // IWYU pragma: export
#include "checker/sync/heap.h"         // IWYU pragma: export
#include "checker/sync/mutex.h"        // IWYU pragma: export
#include "checker/sync/refcount.h"     // IWYU pragma: export
#include "checker/sync/rw_lock.h"      // IWYU pragma: export
#include "checker/sync/shared.h"       // IWYU pragma: export
#include "checker/sync/task.h"         // IWYU pragma: export
#include "checker/sync/wait_queue.h"   // IWYU pragma: export
#include "checker/sync/work_queue.h"   // IWYU pragma: export

#endif  // DIORACE_CHECKER_CHECKER_H_
