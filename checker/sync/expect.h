// Assertions in tested code.

#ifndef DIORACE_CHECKER_SYNC_EXPECT_H_
#define DIORACE_CHECKER_SYNC_EXPECT_H_

#include "checker/runtime/operation.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// Records a violation of kind "assertion" and ends the calling task. Use the
// macro.
void ExpectationFailed(const char* condition,
                       Location location = Location::current());

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

// Ends the calling task with a violation if `condition` is false. To be
// independent of the schedule that exploration happens to choose, `condition`
// should look only at what the task's last operation returned, or be evaluated
// when all is quiet.
#define CHECKER_EXPECT(condition)                               \
  do {                                                          \
    if (!(condition)) ::checker::ExpectationFailed(#condition); \
  } while (false)

#endif  // DIORACE_CHECKER_SYNC_EXPECT_H_
