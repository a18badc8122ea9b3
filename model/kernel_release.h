// What each Linux release does: one table of switches by releases.
//
// A switch is one behaviour that some change turned on for good, that was
// posted but not merged, that this project proposes, or that is a rule of the
// protocol, which only a mutation turns off. A release is the set of switches
// that are on in it. The model asks a Behaviour about a switch, never about a
// release, so a scenario can combine a release with single changes before or
// after it.
//
//   absl::StatusOr<Behaviour> behaviour = ReleaseBehaviour("7.2");
//   behaviour->Set(Switch::kReadIoendsNeverMerge, false);
//   absl::Status possible = ValidateBehaviour(*behaviour);
//
// Source: KERNEL.md §1.13, §2, §3.1, §5; `diorace releases` prints it.

#ifndef DIORACE_MODEL_KERNEL_RELEASE_H_
#define DIORACE_MODEL_KERNEL_RELEASE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "model/behaviour.h"

namespace dio {

enum class SwitchKind : uint8_t {
  kMerged,  // on from SwitchInfo::since
  kPosted,  // off in every release
  // A fix that this project proposes for a candidate of docs/findings.md: off
  // in every release, posted nowhere.
  kProposed,
  kRule,  // on in every release
};

struct SwitchInfo {
  Switch id;
  SwitchKind kind;
  absl::string_view name;    // in scenario files
  absl::string_view effect;  // what is true when it is on
  absl::string_view off;     // what is true when it is off
  // kMerged: the first release modelled in which it is on, and the first after
  // that in which it is off again ("" if there is none).
  absl::string_view since = {};
  absl::string_view until = {};
  // Upstream, abbreviated, the main one first; empty if none is known.
  std::vector<absl::string_view> commits = {};
  // Where it comes from besides commits; "" if they say it all.
  absl::string_view source = {};
  // False where no source says for certain which release has it.
  bool release_verified = true;
  // The races of the catalogue that turning it off opens.
  std::vector<absl::string_view> rows = {};
  // Switches that must be on, or off, when this one is on.
  std::vector<Switch> requires_on = {};
  std::vector<Switch> excludes = {};
};

// All switches, in the order of Switch.
absl::Span<const SwitchInfo> AllSwitches();
const SwitchInfo& InfoOf(Switch id);

// kInvalidArgument for an unknown switch.
absl::StatusOr<Switch> FindSwitch(absl::string_view name);

struct ReleaseInfo {
  absl::string_view name;
  absl::string_view summary;
  bool unverified = false;  // not released when this was written
};

// The releases that are modelled, oldest first.
absl::Span<const ReleaseInfo> AllReleases();
std::vector<absl::string_view> ReleaseNames();

// A commit that changes nothing that the model shows, so that no switch stands
// for it.
struct QuietCommit {
  absl::string_view release;  // the first modelled that has it
  absl::string_view commit;
  absl::string_view subject;
};

// By release, oldest first; within one as it was merged.
absl::Span<const QuietCommit> AllQuietCommits();

// kInvalidArgument, naming what there is, for an unknown release.
absl::StatusOr<Behaviour> ReleaseBehaviour(absl::string_view release);

// kInvalidArgument, saying what to turn, if a switch is on without one that it
// requires, or together with one that it excludes.
absl::Status ValidateBehaviour(const Behaviour& behaviour);

// What is different between two releases, in the order of the table.
struct ReleaseDiff {
  std::vector<Switch> on;            // off in the first, on in the second
  std::vector<Switch> off;           // the other way round
  std::vector<QuietCommit> commits;  // that only one of them has
};

// In either order. kInvalidArgument as for ReleaseBehaviour.
absl::StatusOr<ReleaseDiff> DiffReleases(absl::string_view from,
                                         absl::string_view to);

}  // namespace dio

#endif  // DIORACE_MODEL_KERNEL_RELEASE_H_
