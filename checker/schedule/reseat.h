// Finds, for a recorded schedule that no longer fits, the nearest one that
// still leads to the recorded violation; or proves that there is none.
//
//   Explorer explorer(body);
//   const Reseating reseating = Reseat(explorer, schedule, Budget());
//   if (reseating.outcome == Reseating::Outcome::kFound)
//     schedule = …;
//
// First the recorded decisions are followed as far as they fit, then
// interleavings are tried in order of how often they deviate from that
// (nearest_first.h), then all (dpor).

#ifndef DIORACE_CHECKER_SCHEDULE_RESEAT_H_
#define DIORACE_CHECKER_SCHEDULE_RESEAT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "checker/explore/explorer.h"
#include "checker/runtime/violation.h"
#include "checker/schedule/schedule.pb.h"

namespace checker {

struct Reseating {
  enum class Outcome : uint8_t {
    kFound,
    kProvedGone,  // every interleaving was tried to its end
    kCutShort,    // by the budget
    kDiverged,    // the body is not deterministic: see `error`
  };

  Outcome outcome = Outcome::kCutShort;
  std::optional<FoundViolation> found;
  // Of what was found: how often it deviates from the guidance; none if
  // the nearest ones did not show it.
  std::optional<size_t> deviations;
  uint64_t executions = 0;
  StopReason stop = StopReason::kExhausted;  // of kCutShort
  std::string error;
};

// Whether `violation` is the one that `schedule` records, be it under other
// occurrence numbers: same kind, oracle, object and operations.
bool IsRecordedViolation(const Violation& violation, const Schedule& schedule);

Reseating Reseat(Explorer& explorer, const Schedule& schedule,
                 const Budget& budget);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_RESEAT_H_
