#include "model/pi/seed.h"

#include <cstdint>

#include "gtest/gtest.h"
#include "model/pi/profile.h"
#include "model/pi/tuple.h"

namespace dio::pi {
namespace {

TEST(SeedTest, WithSectorsBothUnitsAreTheSame) {
  for (uint64_t sector : {0, 1, 1000}) {
    EXPECT_EQ(SeedOf(sector, 512, true), sector);
    EXPECT_EQ(SeedOf(sector, 512, false), sector);
  }
}

TEST(SeedTest, LargeIntervalsAreCountedOrTheirSectorsAre) {
  EXPECT_EQ(SeedOf(80, 4096, true), 10u);
  EXPECT_EQ(SeedOf(80, 4096, false), 80u);
  EXPECT_EQ(SeedOf(80, 1024, true), 40u);
  EXPECT_EQ(SeedOf(0x80'0000'0000, 4096, true), 0x10'0000'0000u);
}

TEST(SeedTest, SmallIntervalsAreTheUnit) {
  for (uint32_t interval : {8, 16, 256}) {
    EXPECT_EQ(SeedOf(80, interval, true), 80u);
    EXPECT_EQ(SeedOf(80, interval, false), 80u);
  }
}

// R62. The second half of a bio of two intervals has the tag of a bio that
// begins there, but only if the seed counts intervals.
TEST(SeedTest, OnlyIntervalsContinueFromBioToBio) {
  const Profile profile = {.interval_bytes = 4096};
  const uint64_t first = 80;
  const uint64_t next = first + 8;
  EXPECT_EQ(MakeTuple(profile, 0, SeedOf(first, 4096, true) + 1).ref,
            MakeTuple(profile, 0, SeedOf(next, 4096, true)).ref);
  EXPECT_NE(MakeTuple(profile, 0, SeedOf(first, 4096, false) + 1).ref,
            MakeTuple(profile, 0, SeedOf(next, 4096, false)).ref);
}

}  // namespace
}  // namespace dio::pi
