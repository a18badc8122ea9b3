#include "scenarios/near_names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace diorace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NearNamesTest, FindsMistypedNames) {
  const std::vector<std::string> commands = {"list", "check", "explore",
                                             "replay"};
  EXPECT_THAT(NearNames("chekc", commands), ElementsAre("check"));
  EXPECT_THAT(NearNames("relay", commands), ElementsAre("replay"));
  EXPECT_THAT(NearNames("Explore", commands), ElementsAre("explore"));
  EXPECT_THAT(NearNames("frobnicate", commands), IsEmpty());
  EXPECT_THAT(NearNames("", commands), IsEmpty());
}

TEST(NearNamesTest, FindsNamesOfWhichOneWroteAPart) {
  EXPECT_THAT(NearNames("bounced",
                        {"xfs_read", "xfs_read_bounced", "xfs_write_bounced"}),
              ElementsAre("xfs_read_bounced", "xfs_write_bounced"));
}

// Long names of one family are all alike; only the one that was meant helps.
TEST(NearNamesTest, LeavesOutWhatIsMuchFartherThanTheNearest) {
  EXPECT_THAT(
      NearNames("xfs_pi_write_bounced_stor",
                {"xfs_pi_read_bounced_store", "xfs_pi_write_bounced_store"}),
      ElementsAre("xfs_pi_write_bounced_store"));
}

TEST(DidYouMeanTest, IsAHintOrNothing) {
  EXPECT_EQ(DidYouMean("lst", {"list", "check"}), "; did you mean list?");
  EXPECT_EQ(DidYouMean("aab", {"aaa", "aac", "zzz"}),
            "; did you mean aaa or aac?");
  EXPECT_EQ(DidYouMean("zzzzzz", {"list", "check"}), "");
}

}  // namespace
}  // namespace diorace
