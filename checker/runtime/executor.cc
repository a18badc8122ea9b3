#include "checker/runtime/executor.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace checker {

thread_local constinit Executor* Executor::current_ = nullptr;

absl::string_view ContextKindName(ContextKind kind) {
  switch (kind) {
    case ContextKind::kTask:
      return "task";
    case ContextKind::kIrq:
      return "irq";
    case ContextKind::kWorker:
      return "worker";
    case ContextKind::kDevice:
      return "device";
    case ContextKind::kUser:
      return "user";
  }
  return "unknown";
}

Executor* Executor::Exchange(Executor* executor) {
  return std::exchange(current_, executor);
}

void Executor::DieOutside() {
  std::fprintf(stderr,
               "checker: a sync type was used outside of an execution; create "
               "and use it in a CHECKER_TEST body or in a "
               "function passed to checker::Explore\n");
  std::abort();
}

}  // namespace checker
