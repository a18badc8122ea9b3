// A queue of work and the one worker that runs it, in order, one item at a
// time.
//
//   WorkQueue ioend("xfs-ioend");
//   ioend.Queue([&] { …runs in the worker… });
//
// The worker is a task of the queue's name. It may stand for a kernel worker,
// an interrupt line or a device: the context kind says what its work may do. An
// idle worker is no deadlock. The destructor waits until the whole execution is
// quiet, then ends the worker, so a queue must outlive the tasks that use it,
// in the test body or in something it owns; one that belongs to another task
// deadlocks with whoever joins that. Declare it after what its work
// uses: work that is still queued when the body returns runs while it is
// destroyed.

#ifndef DIORACE_CHECKER_SYNC_WORK_QUEUE_H_
#define DIORACE_CHECKER_SYNC_WORK_QUEUE_H_

#include <utility>

#include "checker/runtime/contents.h"
#include "checker/runtime/object.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/sync_clock.h"
#include "checker/runtime/uninstrumented.h"
#include "checker/sync/task.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

class WorkQueue : public Object {
 public:
  explicit WorkQueue(const Name& name, ContextKind kind = ContextKind::kWorker);
  ~WorkQueue();

  // Appends `work`, a callable without arguments, which is copied. What the
  // caller did before happens before the work.
  template <typename F>
  void Queue(F&& work, Location location = Location::current()) {
    Append(MakeTaskBody(Executor::Current(), std::forward<F>(work)), location);
  }

 private:
  struct Item {
    TaskBody work;
    TaskId by;  // who appended it
    SyncClock clock = {};
    Item* next = nullptr;
  };

  // The state word: how many items were appended, in the lower half, and how
  // many were taken, in the upper.
  static constexpr int kTakenShift = 32;

  uint64_t Digest() const;
  Contents contents() const;
  void Append(TaskBody work, Location location);
  Item* Take();
  void RunWorker();

  Item* first_ = nullptr;
  Item** end_ = &first_;
  Location created_ = Location::current();
  TaskId worker_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_WORK_QUEUE_H_
