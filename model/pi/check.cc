#include "model/pi/check.h"

#include "absl/strings/str_format.h"

namespace dio::pi {
namespace {

bool IsEscape(const Profile& profile, Verifier verifier, const Tuple& tuple) {
  if (tuple.app != kAppEscape) return false;
  switch (verifier) {
    case Verifier::kScsiDebugWrite:
      return false;
    case Verifier::kScsiDebugRead:
      return true;
    case Verifier::kLinux:
    case Verifier::kDevice:
      break;
  }
  return profile.has_ref_tag() || tuple.ref == MaxRefTag(profile.guard);
}

}  // namespace

CheckResult Check(const Profile& profile, Verifier verifier, const Tuple& tuple,
                  uint64_t guard, uint64_t seed) {
  if (IsEscape(profile, verifier, tuple))
    return {.outcome = CheckOutcome::kSkipped, .seed = seed};
  const uint64_t ref = RefTag(profile.guard, seed);
  const bool ref_wrong = profile.has_ref_tag() && tuple.ref != ref;
  const bool guard_wrong = tuple.guard != guard;
  const bool ref_first = verifier == Verifier::kLinux;
  if (ref_wrong && (ref_first || !guard_wrong)) {
    return {.outcome = CheckOutcome::kRefError,
            .received = tuple.ref,
            .wanted = ref,
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

std::string KernelMessage(GuardType guard, const CheckResult& result) {
  const bool large = guard == GuardType::kCrc64Nvme;
  switch (result.outcome) {
    case CheckOutcome::kGuardError:
      return absl::StrFormat(
          "guard tag error at sector %d (rcvd %0*x, want %0*x)", result.seed,
          large ? 16 : 4, result.received, large ? 16 : 4, result.wanted);
    case CheckOutcome::kRefError:
      return absl::StrFormat("ref tag error at location %d (rcvd %d)",
                             large ? RefTag(guard, result.seed) : result.seed,
                             result.received);
    case CheckOutcome::kOk:
    case CheckOutcome::kSkipped:
      return "";
  }
  return "";
}

}  // namespace dio::pi
