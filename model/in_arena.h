// Objects of the model that live until the execution ends.

#ifndef DIORACE_MODEL_IN_ARENA_H_
#define DIORACE_MODEL_IN_ARENA_H_

#include <new>
#include <utility>

#include "checker/runtime/executor.h"

namespace dio {

// A T, made of `args`, in the arena of the execution that runs. It is never
// destroyed. From within a task.
template <typename T, typename... Args>
T& InArena(Args&&... args) {
  return *new (checker::Executor::Current().arena().Allocate(
      sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
}

}  // namespace dio

#endif  // DIORACE_MODEL_IN_ARENA_H_
