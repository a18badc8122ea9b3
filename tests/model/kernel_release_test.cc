#include "model/kernel_release.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(KernelRelease, NamesReleasesOldestFirst) {
  EXPECT_THAT(ReleaseNames(), ElementsAre("6.1", "6.19", "7.0"));
}

// The series went into 7.0: nothing of it is on before.
TEST(KernelRelease, SeriesIsIn70AndNotBefore) {
  for (const SwitchInfo& info : AllSwitches()) {
    EXPECT_FALSE(ReleaseBehaviour("6.1")->has(info.id)) << info.name;
    EXPECT_FALSE(ReleaseBehaviour("6.19")->has(info.id)) << info.name;
    EXPECT_TRUE(ReleaseBehaviour("7.0")->has(info.id)) << info.name;
  }
}

TEST(KernelRelease, EveryReleaseIsPossible) {
  for (const absl::string_view release : ReleaseNames())
    EXPECT_TRUE(ValidateBehaviour(*ReleaseBehaviour(release)).ok());
}

TEST(KernelRelease, SwitchesHaveNamesEffectsAndCommits) {
  for (const SwitchInfo& info : AllSwitches()) {
    EXPECT_EQ(*FindSwitch(info.name), info.id);
    EXPECT_FALSE(info.effect.empty());
    EXPECT_EQ(info.commit.size(), 12) << info.name;
  }
}

TEST(KernelRelease, UnknownNamesAreExplained) {
  EXPECT_THAT(
      std::string(ReleaseBehaviour("7.9").status().message()),
      HasSubstr(
          "there is no release '7.9'; this version models 6.1, 6.19, 7.0"));
  EXPECT_THAT(std::string(FindSwitch("bounce").status().message()),
              HasSubstr("the switches are bio_released_before"));
}

// A bounced read is copied back in a context that may sleep, which only the
// ioend worker offers.
TEST(KernelRelease, BouncingRequiresReadIoends) {
  Behaviour behaviour = *ReleaseBehaviour("7.0");
  behaviour.Set(Switch::kDioReadIoend, false);
  EXPECT_EQ(ValidateBehaviour(behaviour).message(),
            "switch dio_bounce requires dio_read_ioend, which is off; turn "
            "dio_read_ioend on or dio_bounce off");
}

}  // namespace
}  // namespace dio
