#include "model/block/poll.h"

#include <new>
#include <string>

#include "checker/runtime/executor.h"
#include "model/block/hardware.h"

namespace dio {
namespace {

using checker::Executor;

bool Serves(const Request& request, const IoRecord& call) {
  bool serves = false;
  ForEachBio(request, [&](const Bio& bio) { serves |= bio.call == &call; });
  return serves;
}

// Has one of several bios of a mapping.
bool IsPart(const Request& request, const IoRecord& call) {
  bool part = false;
  ForEachBio(request, [&](const Bio& bio) {
    part |= bio.call == &call && !bio.only_of_mapping;
  });
  return part;
}

// Takes the first polled request that serves `call`, null: any, off the list.
// Returns null if there is none.
Request* Take(TaskStruct& current, const IoRecord* call) {
  for (Request** at = &current.polled; *at != nullptr;
       at = &(*at)->next_polled) {
    Request* const request = *at;
    if (call != nullptr && !Serves(*request, *call)) continue;
    *at = request->next_polled;
    return request;
  }
  return nullptr;
}

void ReportEarly() {
  Executor::Current().Report(
      {.kind = "early_completion",
       .oracle = "polled_completion",
       .blame = "kernel",
       .row = "R30"},
      [] {
        return std::string(
            "the poller finds the completion of one bio and takes the call for "
            "complete, while other bios of it are in flight");
      });
}

}  // namespace

void AddPolled(TaskStruct& current, Request& request) {
  checker::Arena& arena = Executor::Current().arena();
  request.polled_done = new (
      arena.Allocate(sizeof(checker::Completion), alignof(checker::Completion)))
      checker::Completion("polled_request");
  Request** at = &current.polled;
  while (*at != nullptr) at = &(*at)->next_polled;
  *at = &request;
}

void bio_poll(Kernel& kernel, TaskStruct& current) {
  if (current.polled == nullptr) return;
  const IoRecord& call = *current.polled->first->call;
  bool early = false;
  while (Request* const request = Take(current, &call)) {
    kernel.At(KernelStep::kReap);
    request->polled_done->Wait();
    const bool part = IsPart(*request, call);
    CompleteRequest(kernel, *request, request->polled_status);
    if (current.polled == nullptr) return;
    for (const Request* left = current.polled;
         left != nullptr && part && !early; left = left->next_polled)
      early = Serves(*left, call);
    if (early) ReportEarly();
  }
}

void TimeOutPolled(Kernel& kernel, TaskStruct& current, const IoRecord* call) {
  while (Request* const request = Take(current, call)) {
    kernel.At(KernelStep::kPolledTimeout);
    request->polled_done->Wait();
    CompleteRequest(kernel, *request, request->polled_status);
  }
}

}  // namespace dio
