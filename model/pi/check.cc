#include "model/pi/check.h"

#include "absl/strings/str_format.h"

namespace dio::pi {

CheckResult Check(Verifier verifier, const Tuple& tuple, uint16_t guard,
                  uint64_t seed) {
  if (tuple.app == kAppEscape && verifier != Verifier::kScsiDebugWrite) {
    return {.outcome = CheckOutcome::kSkipped, .seed = seed};
  }
  const bool ref_wrong = tuple.ref != RefTag(seed);
  const bool guard_wrong = tuple.guard != guard;
  const bool ref_first = verifier == Verifier::kLinux;
  if (ref_wrong && (ref_first || !guard_wrong)) {
    return {.outcome = CheckOutcome::kRefError,
            .received = tuple.ref,
            .wanted = RefTag(seed),
            .seed = seed};
  }
  if (guard_wrong) {
    return {.outcome = CheckOutcome::kGuardError,
            .received = tuple.guard,
            .wanted = guard,
            .seed = seed};
  }
  return {.outcome = CheckOutcome::kOk, .seed = seed};
}

std::string KernelMessage(const CheckResult& result) {
  switch (result.outcome) {
    case CheckOutcome::kGuardError:
      return absl::StrFormat(
          "guard tag error at sector %d (rcvd %04x, want %04x)", result.seed,
          result.received, result.wanted);
    case CheckOutcome::kRefError:
      return absl::StrFormat("ref tag error at location %d (rcvd %d)",
                             result.seed, result.received);
    case CheckOutcome::kOk:
    case CheckOutcome::kSkipped:
      return "";
  }
  return "";
}

}  // namespace dio::pi
