#include "model/kernel_release.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace dio {
namespace {

struct Release {
  absl::string_view name;
  std::vector<Switch> on;
};

const std::vector<SwitchInfo>& Switches() {
  static const auto* const kSwitches = new std::vector<SwitchInfo>{
      {Switch::kBioReleasedBeforeDioRef,
       "bio_released_before_dio_ref",
       "a completing bio unpins and frees what it holds before it drops its "
       "reference to the dio; off: after, when the "
       "dio may be complete already",
       "45cec0de6c89",
       {}},
      {Switch::kDioReadIoend,
       "dio_read_ioend",
       "direct reads of XFS can complete through ioends, in the ioend worker, "
       "so in a context that may sleep",
       "d969bd72cf68",
       {}},
      {Switch::kDioBounce,
       "dio_bounce",
       "XFS bounces direct I/O when the mapping needs stable pages: writes are "
       "copied before PI is generated, reads are "
       "verified before they are copied back",
       "3373503df025",
       {Switch::kDioReadIoend}},
  };
  return *kSwitches;
}

const std::vector<Release>& Releases() {
  static const auto* const kReleases = new std::vector<Release>{
      {"6.1", {}},
      {"6.19", {}},
      {"7.0",
       {Switch::kBioReleasedBeforeDioRef, Switch::kDioReadIoend,
        Switch::kDioBounce}},
  };
  return *kReleases;
}

}  // namespace

absl::Span<const SwitchInfo> AllSwitches() { return Switches(); }

std::vector<absl::string_view> ReleaseNames() {
  std::vector<absl::string_view> names;
  for (const Release& release : Releases()) names.push_back(release.name);
  return names;
}

absl::StatusOr<Behaviour> ReleaseBehaviour(absl::string_view name) {
  for (const Release& release : Releases()) {
    if (release.name != name) continue;
    Behaviour behaviour;
    for (const Switch id : release.on) behaviour.Set(id, true);
    return behaviour;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no release '", name, "'; this version models ",
                   absl::StrJoin(ReleaseNames(), ", ")));
}

absl::StatusOr<Switch> FindSwitch(absl::string_view name) {
  for (const SwitchInfo& info : Switches()) {
    if (info.name == name) return info.id;
  }
  const auto print_name = [](std::string* out, const SwitchInfo& info) {
    absl::StrAppend(out, info.name);
  };
  return absl::InvalidArgumentError(
      absl::StrCat("there is no switch '", name, "'; the switches are ",
                   absl::StrJoin(Switches(), ", ", print_name)));
}

absl::Status ValidateBehaviour(const Behaviour& behaviour) {
  for (const SwitchInfo& info : Switches()) {
    if (!behaviour.has(info.id)) continue;
    for (const Switch required : info.requires_on) {
      if (behaviour.has(required)) continue;
      const SwitchInfo& other = Switches()[static_cast<size_t>(required)];
      return absl::InvalidArgumentError(absl::StrCat(
          "switch ", info.name, " requires ", other.name,
          ", which is off; turn ", other.name, " on or ", info.name, " off"));
    }
  }
  return absl::OkStatus();
}

}  // namespace dio
