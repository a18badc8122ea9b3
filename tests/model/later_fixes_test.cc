#include "model/later_fixes.h"

#include <algorithm>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dio {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

TEST(LaterFixesTest, TheNewestReleaseLacksWhatWasPostedOrIsProposed) {
  EXPECT_THAT(
      *LaterFixes("7.4-queue"),
      ElementsAre(Switch::kAtomicShortPin, Switch::kTrimUnpinsAllPages,
                  Switch::kBdevFallbackLocked, Switch::kCutBlockEndsWrite,
                  Switch::kBufferedExtendDrains, Switch::kRereadWorker));
}

// A fix brings what it requires, but no other design.
TEST(LaterFixesTest, AnOldReleaseStaysWhatItIs) {
  const std::vector<Switch> fixes = *LaterFixes("7.0");
  EXPECT_THAT(fixes, Contains(Switch::kBounceAlignVec));
  EXPECT_THAT(fixes, Contains(Switch::kBounceAlignDown));
  EXPECT_THAT(fixes, Not(Contains(Switch::kFsIntegrity)));
  EXPECT_THAT(fixes, Not(Contains(Switch::kLazyReadBounce)));
  EXPECT_THAT(fixes, Contains(Switch::kCutBlockEndsWrite));
  EXPECT_THAT(fixes, Contains(Switch::kBufferedExtendDrains));
  // Nothing is read again.
  EXPECT_THAT(fixes, Not(Contains(Switch::kRereadWorker)));
  // btrfs_csum_fallback is on, and excludes it.
  EXPECT_THAT(fixes, Not(Contains(Switch::kBtrfsBounce)));
}

TEST(LaterFixesTest, AllAreCompatible) {
  for (const absl::string_view release : ReleaseNames()) {
    Behaviour behaviour = *ReleaseBehaviour(release);
    const std::vector<Switch> fixes = *LaterFixes(release);
    for (const Switch fix : fixes) {
      EXPECT_FALSE(behaviour.has(fix));
      behaviour.Set(fix, true);
    }
    EXPECT_TRUE(ValidateBehaviour(behaviour).ok()) << release;
  }
}

TEST(LaterFixesTest, RefusesAReleaseThatDoesNotExist) {
  EXPECT_FALSE(LaterFixes("5.0").ok());
}

}  // namespace
}  // namespace dio
