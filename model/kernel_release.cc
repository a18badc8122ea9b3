#include "model/kernel_release.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "model/kernel_release_table.h"

namespace dio {
namespace {

std::vector<SwitchInfo> Concatenated(std::vector<SwitchInfo> first,
                                     const std::vector<SwitchInfo>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// Where `name` stands among AllReleases.
absl::StatusOr<size_t> ReleaseIndex(absl::string_view name) {
  const absl::Span<const ReleaseInfo> releases = AllReleases();
  for (size_t i = 0; i < releases.size(); ++i) {
    if (releases[i].name == name) return i;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no release '", name, "'; this version models ",
                   absl::StrJoin(ReleaseNames(), ", ")));
}

// The same for a name in the table; past the end for none.
size_t IndexInTable(absl::string_view name) {
  return ReleaseIndex(name).value_or(AllReleases().size());
}

bool IsOn(const SwitchInfo& info, size_t release) {
  switch (info.kind) {
    case SwitchKind::kPosted:
    case SwitchKind::kProposed:
      return false;
    case SwitchKind::kRule:
      return true;
    case SwitchKind::kMerged:
      break;
  }
  return IndexInTable(info.since) <= release &&
         release < IndexInTable(info.until);
}

Behaviour BehaviourAt(size_t release) {
  Behaviour behaviour;
  for (const SwitchInfo& info : AllSwitches())
    behaviour.Set(info.id, IsOn(info, release));
  return behaviour;
}

}  // namespace

absl::Span<const SwitchInfo> AllSwitches() {
  static const auto* const kSwitches = new std::vector<SwitchInfo>(
      Concatenated(MergedSwitches(), UnreleasedSwitches()));
  return *kSwitches;
}

const SwitchInfo& InfoOf(Switch id) {
  return AllSwitches()[static_cast<size_t>(id)];
}

absl::StatusOr<Switch> FindSwitch(absl::string_view name) {
  for (const SwitchInfo& info : AllSwitches()) {
    if (info.name == name) return info.id;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no switch '", name, "'"));
}

absl::Span<const ReleaseInfo> AllReleases() {
  static const auto* const kReleases =
      new std::vector<ReleaseInfo>(ReleaseTable());
  return *kReleases;
}

std::vector<absl::string_view> ReleaseNames() {
  std::vector<absl::string_view> names;
  for (const ReleaseInfo& release : AllReleases())
    names.push_back(release.name);
  return names;
}

absl::Span<const QuietCommit> AllQuietCommits() {
  static const auto* const kCommits =
      new std::vector<QuietCommit>(QuietCommitTable());
  return *kCommits;
}

absl::StatusOr<Behaviour> ReleaseBehaviour(absl::string_view release) {
  // Asked for each scenario and release anew: built once.
  static const auto* const kBehaviours = [] {
    auto* const behaviours = new std::vector<Behaviour>;
    for (size_t i = 0; i < AllReleases().size(); ++i)
      behaviours->push_back(BehaviourAt(i));
    return behaviours;
  }();
  const absl::StatusOr<size_t> index = ReleaseIndex(release);
  if (!index.ok()) return index.status();
  return (*kBehaviours)[*index];
}

absl::Status ValidateBehaviour(const Behaviour& behaviour) {
  for (const SwitchInfo& info : AllSwitches()) {
    if (!behaviour.has(info.id)) continue;
    for (const Switch required : info.requires_on) {
      if (behaviour.has(required)) continue;
      const absl::string_view other = InfoOf(required).name;
      return absl::InvalidArgumentError(absl::StrCat(
          "switch '", info.name, "' requires '", other,
          "', which is off; turn ", other, " on or ", info.name, " off"));
    }
    for (const Switch excluded : info.excludes) {
      if (!behaviour.has(excluded)) continue;
      const absl::string_view other = InfoOf(excluded).name;
      return absl::InvalidArgumentError(absl::StrCat(
          "switch '", info.name, "' excludes '", other,
          "', but both are on; turn ", other, " or ", info.name, " off"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ReleaseDiff> DiffReleases(absl::string_view from,
                                         absl::string_view to) {
  const absl::StatusOr<size_t> first = ReleaseIndex(from);
  if (!first.ok()) return first.status();
  const absl::StatusOr<size_t> second = ReleaseIndex(to);
  if (!second.ok()) return second.status();
  ReleaseDiff diff;
  for (const SwitchInfo& info : AllSwitches()) {
    const bool before = IsOn(info, *first);
    const bool after = IsOn(info, *second);
    if (!before && after) diff.on.push_back(info.id);
    if (before && !after) diff.off.push_back(info.id);
  }
  const auto [older, newer] = std::minmax(*first, *second);
  for (const QuietCommit& commit : AllQuietCommits()) {
    const size_t release = IndexInTable(commit.release);
    if (older < release && release <= newer) diff.commits.push_back(commit);
  }
  return diff;
}

}  // namespace dio
