// The rules that every Executor checks: what their breach is called, and how it
// reads.

#ifndef DIORACE_CHECKER_RUNTIME_BROKEN_RULES_H_
#define DIORACE_CHECKER_RUNTIME_BROKEN_RULES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "checker/runtime/allocation_table.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/strategy.h"
#include "checker/runtime/tsan.h"
#include "checker/runtime/violation.h"

namespace checker {

// `operation` may sleep, in a context that must not.
Finding SleepFinding(const Operation& operation);
std::string SleepMessage(const Operation& operation, ContextKind context,
                         const PendingOperations& names);
// So may the code of `task` at `location`, which is no operation.
Finding SleepFinding();
std::string SleepMessage(TaskId task, Location location, ContextKind context,
                         const PendingOperations& names);

// `operation` meets an object of `allocation`, which was freed.
Finding UseAfterFreeFinding(const Allocation& allocation,
                            const Operation& operation);
std::string UseAfterFreeMessage(const Allocation& allocation,
                                const Operation& operation,
                                const PendingOperations& names);

// `operation` frees `allocation`, which was freed.
Finding DoubleFreeFinding(const Allocation& allocation,
                          const Operation& operation);
std::string DoubleFreeMessage(const Allocation& allocation,
                              const Operation& operation,
                              const PendingOperations& names);

// `allocation` is not freed when all is over.
Finding LeakFinding(const Allocation& allocation);
std::string LeakMessage(const Allocation& allocation,
                        const PendingOperations& names);

// `task` spawns one more than there can be.
Finding TaskCountFinding();
std::string TaskCountMessage(TaskId task, const PendingOperations& names);

// A race on memory that only ThreadSanitizer watches.
std::string TsanMessage(const TsanReport& report);

// `finding` in names. The tasks of its operations are known to `names`.
Violation Describe(const Finding& finding, std::string message,
                   const PendingOperations& names);

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_BROKEN_RULES_H_
