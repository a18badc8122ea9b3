#include "checker/sync/work_queue.h"

#include <new>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/step.h"
#include "checker/sync/condition.h"

namespace checker {

WorkQueue::WorkQueue(const Name& name, ContextKind kind) : Object(name) {
  Holds([this] { return contents(); });
  Executor& executor = Executor::Current();
  worker_ = executor.SpawnWorker(
      name, kind, MakeTaskBody(executor, [this] { RunWorker(); }));
}

WorkQueue::~WorkQueue() {
  Executor& executor = Executor::Current();
  executor.AwaitQuiescence();
  executor.Dismiss(worker_);
  executor.Join(worker_);
  // A worker that was ended by a violation leaves work behind.
  for (; first_ != nullptr; first_ = first_->next) first_->work.Destroy();
}

void WorkQueue::Append(TaskBody work, Location location) {
  const Step step(*this, OpKind::kQueueWork, location);
  if (!step.performed()) {
    work.Destroy();
    return;
  }
  Arena& arena = step.executor().arena();
  Item* const item = new (arena.Allocate(sizeof(Item), alignof(Item)))
      Item{.work = work, .by = step.executor().self()};
  step.executor().Release(item->clock);
  *end_ = item;
  end_ = &item->next;
  ++word_;
  step.Leaves([this] { return Digest(); }, [this] { return contents(); });
}

WorkQueue::Item* WorkQueue::Take() {
  SetStepLabel(nullptr);  // of the item before
  const When not_empty([](uint64_t word) {
    return static_cast<uint32_t>(word) != word >> kTakenShift;
  });
  const Step step(*this, OpKind::kTakeWork, created_,
                  {.condition = &not_empty});
  if (!step.performed()) return nullptr;
  Item* const item = first_;
  first_ = item->next;
  if (first_ == nullptr) end_ = &first_;
  word_ += uint64_t{1} << kTakenShift;
  step.executor().Acquire(item->clock);
  step.Leaves([this] { return Digest(); }, [this] { return contents(); });
  return item;
}

uint64_t WorkQueue::Digest() const {
  uint64_t digest = word_;
  for (const Item* item = first_; item != nullptr; item = item->next)
    digest = Combine(digest, Index(item->by));
  return digest;
}

Contents WorkQueue::contents() const {
  std::string text = first_ == nullptr ? "empty" : "work of ";
  for (const Item* item = first_; item != nullptr; item = item->next) {
    absl::StrAppend(&text, Executor::Current().task_label(item->by),
                    item->next == nullptr ? "" : ", ");
  }
  return TextContents(sort::kQueues, std::move(text));
}

void WorkQueue::RunWorker() {
  while (Item* const item = Take()) {
    // Also when running it ends the worker.
    const absl::Cleanup destroy = [item] { item->work.Destroy(); };
    item->work.Run();
  }
}

}  // namespace checker
