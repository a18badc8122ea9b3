#include "model/kernel_release.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> OnIn(absl::string_view release, SwitchKind kind) {
  std::vector<std::string> names;
  for (const SwitchInfo& info : AllSwitches()) {
    if (info.kind == kind && ReleaseBehaviour(release)->has(info.id))
      names.emplace_back(info.name);
  }
  return names;
}

std::vector<std::string> Names(const std::vector<Switch>& switches) {
  std::vector<std::string> names;
  for (const Switch id : switches) names.emplace_back(InfoOf(id).name);
  return names;
}

std::string Refusal(absl::string_view release,
                    const std::vector<std::pair<Switch, bool>>& settings) {
  Behaviour behaviour = *ReleaseBehaviour(release);
  for (const auto& [id, on] : settings) behaviour.Set(id, on);
  return std::string(ValidateBehaviour(behaviour).message());
}

TEST(KernelRelease, NamesReleasesOldestFirst) {
  EXPECT_THAT(ReleaseNames(), ElementsAre("6.1", "6.19", "7.0", "7.1", "7.2",
                                          "7.3", "7.4-queue"));
  for (const ReleaseInfo& release : AllReleases()) {
    EXPECT_FALSE(release.summary.empty()) << release.name;
    EXPECT_EQ(release.unverified, release.name == "7.4-queue");
  }
}

TEST(KernelRelease, OldReleasesHaveNothingOfTheSeries) {
  EXPECT_THAT(OnIn("6.1", SwitchKind::kMerged), IsEmpty());
  EXPECT_THAT(OnIn("6.19", SwitchKind::kMerged),
              ElementsAre("dio_inline_completion", "error_completion_in_task",
                          "dio_wq_for_reads", "btrfs_csum_fallback"));
}

TEST(KernelRelease, RulesHoldEverywhereAndWhatIsOnlyPostedNowhere) {
  const auto rules = [](const SwitchInfo& info) {
    return info.kind == SwitchKind::kRule;
  };
  const auto count =
      std::count_if(AllSwitches().begin(), AllSwitches().end(), rules);
  EXPECT_EQ(count, 18);
  for (const absl::string_view release : ReleaseNames()) {
    EXPECT_EQ(OnIn(release, SwitchKind::kRule).size(), count) << release;
    EXPECT_THAT(OnIn(release, SwitchKind::kPosted), IsEmpty()) << release;
    EXPECT_THAT(OnIn(release, SwitchKind::kProposed), IsEmpty()) << release;
  }
}

// Nobody may take one for a fix of the kernel's.
TEST(KernelRelease, WhatIsProposedSaysSo) {
  std::vector<std::string> candidates;
  for (const SwitchInfo& info : AllSwitches()) {
    if (info.kind != SwitchKind::kProposed) continue;
    EXPECT_THAT(info.commits, IsEmpty()) << info.name;
    candidates.emplace_back(info.source);
  }
  EXPECT_THAT(candidates,
              ElementsAre("proposed for C1 of docs/findings.md, not posted",
                          "proposed for C2 of docs/findings.md, not posted",
                          "proposed for C3 of docs/findings.md, not posted"));
}

// What a release turns on stays on, but for what btrfs did in place of
// bouncing.
TEST(KernelRelease, ReleasesAddUp) {
  const std::vector<absl::string_view> releases = ReleaseNames();
  for (size_t i = 0; i + 1 < releases.size(); ++i) {
    const std::vector<std::string> off =
        Names(DiffReleases(releases[i], releases[i + 1])->off);
    if (releases[i + 1] == "7.3")
      EXPECT_THAT(off, ElementsAre("btrfs_csum_fallback"));
    else
      EXPECT_THAT(off, IsEmpty()) << releases[i + 1];
  }
}

TEST(KernelRelease, DifferencesAreInTheOrderOfTheTable) {
  const ReleaseDiff diff = *DiffReleases("7.0", "7.1");
  EXPECT_THAT(Names(diff.on),
              ElementsAre("fs_integrity", "fs_verify_data_iter",
                          "bounce_minsize", "bounce_align_down"));
  EXPECT_THAT(diff.commits, IsEmpty());

  const ReleaseDiff back = *DiffReleases("7.1", "7.0");
  EXPECT_THAT(back.on, IsEmpty());
  EXPECT_EQ(back.off, diff.on);
}

// The series has 15 patches: nine in seven switches, six that change nothing.
TEST(KernelRelease, EveryPatchOfTheSeriesIsASwitchOrQuiet) {
  const ReleaseDiff diff = *DiffReleases("6.19", "7.0");
  size_t commits = diff.commits.size();
  EXPECT_EQ(commits, 6);
  for (const Switch id : diff.on) {
    if (id <= Switch::kDioBounce) commits += InfoOf(id).commits.size();
  }
  EXPECT_EQ(commits, 15);
  EXPECT_EQ(DiffReleases("7.0", "6.19")->commits.size(), 6);
}

TEST(KernelRelease, SameReleaseIsNoDifference) {
  for (const absl::string_view release : ReleaseNames()) {
    const ReleaseDiff diff = *DiffReleases(release, release);
    EXPECT_THAT(diff.on, IsEmpty());
    EXPECT_THAT(diff.off, IsEmpty());
    EXPECT_THAT(diff.commits, IsEmpty());
  }
}

TEST(KernelRelease, EveryReleaseIsPossible) {
  for (const absl::string_view release : ReleaseNames())
    EXPECT_EQ(ValidateBehaviour(*ReleaseBehaviour(release)), absl::OkStatus());
}

TEST(KernelRelease, SwitchesAreWhereTheirNumbersSay) {
  ASSERT_EQ(AllSwitches().size(), static_cast<size_t>(Switch::kCount));
  for (size_t i = 0; i < AllSwitches().size(); ++i) {
    EXPECT_EQ(AllSwitches()[i].id, static_cast<Switch>(i));
    EXPECT_EQ(*FindSwitch(AllSwitches()[i].name), static_cast<Switch>(i));
  }
}

TEST(KernelRelease, SwitchesSayWhatTheyAreAndWhereTheyComeFrom) {
  for (const SwitchInfo& info : AllSwitches()) {
    const auto is_word = [](char c) {
      return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
    };
    EXPECT_TRUE(std::all_of(info.name.begin(), info.name.end(), is_word))
        << info.name;
    EXPECT_FALSE(info.effect.empty()) << info.name;
    EXPECT_FALSE(info.off.empty()) << info.name;
    for (const absl::string_view commit : info.commits)
      EXPECT_EQ(commit.size(), 12) << info.name;
    for (const absl::string_view row : info.rows)
      EXPECT_EQ(row[0], 'R') << info.name;
    const bool merged = info.kind == SwitchKind::kMerged;
    EXPECT_EQ(!info.since.empty(), merged) << info.name;
    if (merged) {
      EXPECT_THAT(ReleaseNames(), Contains(info.since)) << info.name;
    }
    // A merged change has a commit, unless nobody knows which.
    if (merged && info.commits.empty()) {
      EXPECT_FALSE(info.release_verified) << info.name;
    }
  }
  for (const QuietCommit& commit : AllQuietCommits()) {
    EXPECT_EQ(commit.commit.size(), 12);
    EXPECT_THAT(ReleaseNames(), Contains(commit.release));
  }
}

TEST(KernelRelease, ExclusionIsMutual) {
  for (const SwitchInfo& info : AllSwitches()) {
    for (const Switch other : info.excludes)
      EXPECT_THAT(InfoOf(other).excludes, Contains(info.id)) << info.name;
  }
}

TEST(KernelRelease, UnknownNamesAreExplained) {
  const std::string models =
      "there is no release '7.9'; this version models 6.1, 6.19, 7.0, 7.1";
  EXPECT_THAT(std::string(ReleaseBehaviour("7.9").status().message()),
              HasSubstr(models));
  EXPECT_THAT(std::string(DiffReleases("7.0", "7.9").status().message()),
              HasSubstr(models));
  EXPECT_THAT(std::string(DiffReleases("7.9", "7.0").status().message()),
              HasSubstr(models));
  EXPECT_EQ(FindSwitch("bounce").status().message(),
            "there is no switch 'bounce'");
}

// Each change of the series can be undone alone, in its release and later.
TEST(KernelRelease, PatchesOfTheSeriesTurnAlone) {
  const ReleaseDiff series = *DiffReleases("6.19", "7.0");
  for (const absl::string_view release :
       {"7.0", "7.1", "7.2", "7.3", "7.4-queue"}) {
    for (const Switch id : series.on)
      EXPECT_EQ(Refusal(release, {{id, false}}), "") << InfoOf(id).name;
  }
}

TEST(KernelRelease, RefusesASwitchWithoutWhatItRequires) {
  EXPECT_EQ(Refusal("7.2", {{Switch::kFsIntegrity, false}}),
            "switch 'fs_verify_data_iter' requires 'fs_integrity', which is "
            "off; turn fs_integrity on or fs_verify_data_iter off");
  EXPECT_EQ(Refusal("7.2", {{Switch::kFsIntegrity, false},
                            {Switch::kFsVerifyDataIter, false}}),
            "");
  EXPECT_THAT(Refusal("6.1", {{Switch::kErrorCompletionInTask, true}}),
              HasSubstr("requires 'dio_inline_completion'"));
  EXPECT_THAT(Refusal("7.4-queue", {{Switch::kCompleteInTask, false},
                                    {Switch::kCompleteInTaskHotplug, false}}),
              HasSubstr("'lazy_read_bounce' requires 'bio_complete_in_task'"));
}

TEST(KernelRelease, RefusesSwitchesThatExcludeEachOther) {
  EXPECT_EQ(Refusal("7.2", {{Switch::kBtrfsBounce, true}}),
            "switch 'btrfs_csum_fallback' excludes 'btrfs_bounce', but both "
            "are on; turn btrfs_bounce or btrfs_csum_fallback off");
  EXPECT_EQ(Refusal("7.2", {{Switch::kBtrfsBounce, true},
                            {Switch::kBtrfsCsumFallback, false}}),
            "");
}

}  // namespace
}  // namespace dio
