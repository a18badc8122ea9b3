#include "checker/replay_verdict.h"

#include "absl/strings/str_cat.h"

namespace checker {

ReplayVerdict VerdictOf(const ReplayResult& result) {
  if (!result.divergence.empty()) return ReplayVerdict::kStale;
  if (result.reproduced) return ReplayVerdict::kReproduced;
  return result.timeline.violations.empty() ? ReplayVerdict::kGone
                                            : ReplayVerdict::kOtherViolation;
}

std::string VerdictText(const ReplayResult& result, absl::string_view file) {
  switch (VerdictOf(result)) {
    case ReplayVerdict::kReproduced:
      return "the recorded violation occurs";
    case ReplayVerdict::kOtherViolation:
      return absl::StrCat(
          "the schedule fits, but leads to another violation than the recorded "
          "one; `diorace reseat ",
          file, "` looks for the nearest schedule that leads to that");
    case ReplayVerdict::kGone:
      return absl::StrCat(
          "the bug is gone from this schedule: it fits, but the recorded "
          "violation no longer occurs; `diorace reseat ",
          file, "` proves whether any schedule still fails");
    case ReplayVerdict::kStale:
      break;
  }
  return absl::StrCat("the schedule is stale: ",
                      result.divergence.substr(0, result.divergence.find('\n')),
                      "; `diorace reseat ", file,
                      "` looks for the nearest schedule that still fails");
}

}  // namespace checker
