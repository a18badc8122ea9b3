// The model's integrity profile of a device in a scenario.

#ifndef DIORACE_SCENARIOS_INTEGRITY_PROFILE_H_
#define DIORACE_SCENARIOS_INTEGRITY_PROFILE_H_

#include "model/pi/profile.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

// `integrity` with its defaults filled in, as it is: the validator hands it to
// dio::pi::ValidateProfile.
dio::pi::Profile IntegrityProfile(const Integrity& integrity);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_INTEGRITY_PROFILE_H_
