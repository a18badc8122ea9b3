#include "model/block/io_scheduler.h"

namespace dio {

bool IoScheduler::MergeLocked(Request& request) {
  // Each poller looks for a request of its own.
  if (request.first->polled) return false;
  for (Request* waiting = first_; waiting != nullptr; waiting = waiting->next) {
    if (waiting->CanAppend(request, max_bytes_)) {
      waiting->Append(request);
    } else if (request.CanAppend(*waiting, max_bytes_)) {
      waiting->Prepend(request);
    } else {
      continue;
    }
    kernel_.At(KernelStep::kMerge);
    return true;
  }
  return false;
}

bool IoScheduler::Merge(Bio& bio) {
  kernel_.At(KernelStep::kSchedule);
  lock_.Lock();
  Request request(bio);
  const bool merged = MergeLocked(request);
  lock_.Unlock();
  return merged;
}

bool IoScheduler::Insert(Request& request) {
  kernel_.At(KernelStep::kSchedule);
  lock_.Lock();
  const bool merged = MergeLocked(request);
  if (!merged) {
    (last_ == nullptr ? first_ : last_->next) = &request;
    last_ = &request;
  }
  lock_.Unlock();
  return !merged;
}

Request* IoScheduler::Take() {
  kernel_.At(KernelStep::kSchedule);
  lock_.Lock();
  Request* const request = first_;
  if (request != nullptr) {
    first_ = request->next;
    if (first_ == nullptr) last_ = nullptr;
    request->next = nullptr;
  }
  lock_.Unlock();
  return request;
}

}  // namespace dio
