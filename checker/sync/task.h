// Tasks, choices and remarks: what tested code says to the execution as a
// whole.

#ifndef DIORACE_CHECKER_SYNC_TASK_H_
#define DIORACE_CHECKER_SYNC_TASK_H_

#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/base/optimization.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "checker/runtime/contents.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/name.h"
#include "checker/runtime/tsan.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// What is done with a closure of this type. No lambdas: what converts them to
// pointers would be instrumented as tested code.
template <typename Closure>
struct ClosureCode {
  static void Run(void* closure) { (*static_cast<Closure*>(closure))(); }
  static void Destroy(void* closure) {
    static_cast<Closure*>(closure)->~Closure();
  }
};

// Copies `body` into the executor's arena, where it lives until its task has
// finished.
template <typename F>
TaskBody MakeTaskBody(Executor& executor, F&& body) {
  using Closure = std::decay_t<F>;
  void* const memory =
      executor.arena().Allocate(sizeof(Closure), alignof(Closure));
  static constexpr bool kTrivial = std::is_trivially_destructible_v<Closure>;
  static constexpr TaskBody::Operations kOperations = {
      .run = &ClosureCode<Closure>::Run,
      .destroy = kTrivial ? nullptr : &ClosureCode<Closure>::Destroy};
  return {.operations = &kOperations,
          .closure = new (memory) Closure(std::forward<F>(body))};
}

// A started task. Copyable; joining twice is fine.
class TaskHandle {
 public:
  explicit TaskHandle(TaskId id) : id_(id) {}

  // Waits until the task has finished; what it did happened before.
  void Join() const { Executor::Current().Join(id_); }

  TaskId id() const { return id_; }

 private:
  TaskId id_;
};

// Starts a task that runs `body`, a callable without arguments. Neither
// spawning nor joining is an operation of its own.
template <typename F>
TaskHandle Spawn(const Name& name, ContextKind kind, F&& body) {
  Executor& executor = Executor::Current();
  return TaskHandle(executor.Spawn(
      name, kind, MakeTaskBody(executor, std::forward<F>(body))));
}

template <typename F>
TaskHandle Spawn(const Name& name, F&& body) {
  return Spawn(name, ContextKind::kTask, std::forward<F>(body));
}

// Waits until every task that the calling task has spawned is finished.
inline void JoinAll() { Executor::Current().JoinChildren(); }

// Waits until no task has an enabled operation: all work is done and workers
// are idle.
inline void AwaitQuiescence() { Executor::Current().AwaitQuiescence(); }

// Nondeterminism other than scheduling: every value in [0, n) is tried, and
// recorded in schedules under `site`.
inline int Choose(int n, const Name& site) {
  return Executor::Current().Choose(n, site);
}

// Says that the code that follows may sleep, though it does not show here: a
// violation in atomic context.
inline void MightSleep(Location location = Location::current()) {
  Executor::Current().MightSleep(location);
}

// Adds a line to timelines. `text` is called only when one is being recorded.
inline void Note(absl::FunctionRef<std::string()> text) {
  Executor& executor = Executor::Current();
  const TsanIgnore ignore;  // it may look at anything
  if (executor.observing()) executor.ObserveNote(text());
}

// Shows what a part of `object` holds that is no object of its own, in pictures
// of the state; to be called where it changes. No operation.
template <typename F>
void Watch(ObjectId object, absl::string_view member, F contents) {
  Executor& executor = Executor::Current();
  if (ABSL_PREDICT_FALSE(executor.observing()))
    executor.ObserveContents(object, member, contents);
}

// Says which step of a protocol the following operations of this task belong
// to, until the next call. `label` must be a literal, or null.
inline void SetStepLabel(const char* label) {
  Executor::Current().SetLabel(label);
}

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_TASK_H_
