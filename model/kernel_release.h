// What each Linux release does: one table of releases by switches.
//
// A switch is one behaviour that some change turned on for good. A release is
// the set of switches that are on in it. The model asks a Behaviour about a
// switch, never about a release, so a scenario can combine a release with
// single changes before or after it.

#ifndef DIORACE_MODEL_KERNEL_RELEASE_H_
#define DIORACE_MODEL_KERNEL_RELEASE_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace dio {

enum class Switch : uint8_t {
  kBioReleasedBeforeDioRef,
  kDioReadIoend,
  kDioBounce,
  kCount,
};

struct SwitchInfo {
  Switch id;
  absl::string_view name;    // in scenario files
  absl::string_view effect;  // what is true when it is on
  absl::string_view commit;  // upstream, abbreviated
  // Switches that must be on when this one is; each is explained by `effect`.
  std::vector<Switch> requires_on;
};

// All switches, in the order of Switch.
absl::Span<const SwitchInfo> AllSwitches();

// The set of switches that are on.
class Behaviour {
 public:
  bool has(Switch id) const { return on_[static_cast<size_t>(id)]; }
  void Set(Switch id, bool on) { on_[static_cast<size_t>(id)] = on; }

  friend bool operator==(const Behaviour&, const Behaviour&) = default;

 private:
  std::bitset<static_cast<size_t>(Switch::kCount)> on_;
};

// The names of the releases that are modelled, oldest first.
std::vector<absl::string_view> ReleaseNames();

// kInvalidArgument, naming what there is, for an unknown release.
absl::StatusOr<Behaviour> ReleaseBehaviour(absl::string_view release);

// kInvalidArgument, naming what there is, for an unknown switch.
absl::StatusOr<Switch> FindSwitch(absl::string_view name);

// kInvalidArgument if a switch is on without one that it requires.
absl::Status ValidateBehaviour(const Behaviour& behaviour);

}  // namespace dio

#endif  // DIORACE_MODEL_KERNEL_RELEASE_H_
