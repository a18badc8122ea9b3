// Runs a test body on real OS threads, as people test today: the system
// schedules, and nothing is explored. The second implementation of Executor;
// for comparison with Execution.
//
//   ThreadRun run({.seed = 1});
//   std::optional<Violation> found = run.Run(body);
//
// Each task is an OS thread, and has one lock whenever it runs; it gives the
// lock up where it comes to an operation, so that a step is as atomic as in an
// Execution, and the system decides who has the next. A violation ends the run.
// So does a standstill, which is known without waiting
// for it: every thread is blocked in something that only another could end.
// Then, and after a violation, tasks are unwound one after the other, the
// youngest first, when all stand still.
//
// Assertions, use after free, double free, leaks and sleeping in atomic context
// are found as by Execution. Data races are left to ThreadSanitizer, which with
// --config=tsan is told of the same synchronisation and of nothing else: the
// lock is not seen. A program that loops for ever without an operation hangs;
// one with operations is ended by max_steps.

#ifndef DIORACE_CHECKER_THREADS_THREAD_RUN_H_
#define DIORACE_CHECKER_THREADS_THREAD_RUN_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/explore/split_mix.h"
#include "checker/runtime/allocation_table.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/identity.h"
#include "checker/runtime/strategy.h"
#include "checker/runtime/violation.h"

namespace checker {

struct ThreadRunOptions {
  // Of choices and pauses; the rest is up to the system.
  uint64_t seed = 0;
  // Before one operation in four, a thread sleeps for up to so long; 0: never.
  uint32_t most_pause_microseconds = 0;
  // Over all threads. What takes more is given up, and nothing is known of it.
  uint64_t max_steps = 1'000'000;
  // The same, as soon as it is true.
  const std::atomic<bool>* stop = nullptr;
};

class ThreadTask;

// One run; make another for the next.
class ThreadRun final : private PendingOperations {
 public:
  explicit ThreadRun(const ThreadRunOptions& options);
  ~ThreadRun();

  ThreadRun(const ThreadRun&) = delete;
  ThreadRun& operator=(const ThreadRun&) = delete;

  // The first violation, if any. Of several at the same time one wins.
  std::optional<Violation> Run(absl::FunctionRef<void()> body);

  // Performed, over all threads.
  uint64_t steps() const { return steps_; }
  // What the system refused, so that there was no run; or empty.
  const std::string& error() const { return error_; }

 private:
  friend class ThreadTask;
  // PendingOperations
  const Operation& pending(TaskId task) const override;
  ObjectId owner(ObjectId object) const override;
  absl::string_view task_label(TaskId task) const override;
  absl::string_view object_label(ObjectId object) const override;

  // All of the following with the lock held.
  ThreadTask& Task(TaskId id) const;
  ThreadTask* NewTask(ThreadTask* parent, const Name& name, ContextKind kind,
                      TaskBody body, bool is_worker);
  void OnBodyDone();
  // To be called when a thread begins to wait, or ends: if that brings all to
  // a standstill, decides what is next.
  void OnWaiting();
  void EndIfBounded();
  void EndForWantOfThreads();
  bool AllStand() const;
  bool Stuck() const;
  void Record(const Finding& finding, absl::FunctionRef<std::string()> message);
  std::string BlockedTasks() const;

  // When all threads have ended.
  void CheckLeaks();
  void DestroyAllocations();

  const ThreadRunOptions options_;
  std::mutex lock_;
  std::condition_variable changed_;
  IdentityTable task_names_;
  IdentityTable object_names_{&task_names_};
  std::vector<std::unique_ptr<ThreadTask>> tasks_;  // in order of creation
  AllocationTable allocations_;
  SplitMix64 random_;
  uint64_t steps_ = 0;
  bool stopping_ = false;
  bool stopped_early_ = false;       // not because all was done
  ThreadTask* unwinding_ = nullptr;  // whose turn it is
  std::optional<Violation> violation_;
  std::string error_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_THREADS_THREAD_RUN_H_
