// What a replay says about the bug that a schedule was recorded for.

#ifndef DIORACE_CHECKER_REPLAY_VERDICT_H_
#define DIORACE_CHECKER_REPLAY_VERDICT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "checker/replay.h"

namespace checker {

enum class ReplayVerdict : uint8_t {
  kReproduced,      // the recorded violation occurs
  kOtherViolation,  // every decision fits; another violation occurs
  kGone,            // every decision fits; nothing is wrong any more
  kStale,           // a decision does not fit
};

ReplayVerdict VerdictOf(const ReplayResult& result);

// In a sentence, without a full stop: "the schedule is stale: decision 3 of 17
// does not fit: …". Where the recorded violation did not occur, says how to
// learn more; `file` is how the reader names the schedule.
std::string VerdictText(const ReplayResult& result, absl::string_view file);

}  // namespace checker

#endif  // DIORACE_CHECKER_REPLAY_VERDICT_H_
