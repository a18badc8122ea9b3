// Runs a recorded schedule again, and tells what happened.

#ifndef DIORACE_CHECKER_REPLAY_H_
#define DIORACE_CHECKER_REPLAY_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "checker/schedule/schedule.pb.h"
#include "checker/schedule/timeline.h"

namespace checker {

struct ReplayResult {
  Timeline timeline;
  bool reproduced = false;  // the recorded violation was met
  std::string divergence;   // not empty: the schedule does not fit, and why
};

// Runs `schedule` once on `body`.
ReplayResult Replay(absl::FunctionRef<void()> body, const Schedule& schedule);

// How small the replayed schedule is, and whether that is known to be as small
// as can be: "14 steps, 2 context switches, 0 preemptions; no single switch can
// be left out".
std::string SizeText(const ReplayResult& result, const Schedule& schedule);

// Heading, timeline and the violation in words, as `diorace replay` and failing
// tests print it.
std::string ReplayText(const ReplayResult& result, const Schedule& schedule,
                       bool color);

}  // namespace checker

#endif  // DIORACE_CHECKER_REPLAY_H_
