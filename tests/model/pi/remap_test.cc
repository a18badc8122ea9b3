#include "model/pi/remap.h"

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "gtest/gtest.h"

namespace dio::pi {
namespace {

using Tuples = std::vector<Tuple>;

constexpr Profile kType1;
constexpr Profile kType2 = {.type = ProtectionType::kType2};
constexpr Profile kType3 = {.type = ProtectionType::kType3};
constexpr Profile kLarge = {.guard = GuardType::kCrc64Nvme,
                            .metadata_bytes = 16};
constexpr uint64_t kVirtual = 1000;
constexpr uint64_t kReal = 3048;

Tuples Generated(const Profile& profile, uint64_t seed) {
  Tuples tuples;
  for (uint64_t i = 0; i < 4; ++i)
    tuples.push_back(MakeTuple(profile, 0xd0d0 + i, seed + i));
  return tuples;
}

Tuples Remapped(const Profile& profile, Tuples tuples, uint64_t from,
                uint64_t to) {
  RemapRefTags(profile, absl::MakeSpan(tuples), from, to);
  return tuples;
}

TEST(RemapTest, VirtualTagsBecomeRealAndBack) {
  for (const Profile& profile : {kType1, kType2, kLarge}) {
    const Tuples tuples = Generated(profile, kVirtual);
    const Tuples real = Remapped(profile, tuples, kVirtual, kReal);
    EXPECT_EQ(real, Generated(profile, kReal));
    EXPECT_EQ(Remapped(profile, real, kReal, kVirtual), tuples);
  }
}

TEST(RemapTest, TagsThatDoNotMatchStay) {
  Tuples tuples = Generated(kType1, kVirtual);
  tuples[1].ref = 7;
  tuples[2].ref = kVirtual;  // that of another interval
  const Tuples real = Remapped(kType1, tuples, kVirtual, kReal);
  EXPECT_EQ(real[0].ref, kReal);
  EXPECT_EQ(real[1].ref, 7u);
  EXPECT_EQ(real[2].ref, kVirtual);
  EXPECT_EQ(real[3].ref, kReal + 3);
  EXPECT_EQ(Remapped(kType1, real, kReal, kVirtual), tuples);
}

TEST(RemapTest, Type3HasNoTagsToRemap) {
  const Tuples zeros = Generated(kType3, kVirtual);
  EXPECT_EQ(Remapped(kType3, zeros, 0, kReal), zeros);
  const Tuples opaque = Generated(kType1, kVirtual);
  EXPECT_EQ(Remapped(kType3, opaque, kVirtual, kReal), opaque);
}

TEST(RemapTest, TheEscapeKeepsNoTagFromBeingRemapped) {
  const Tuples tuples = {{.guard = 1, .app = kAppEscape, .ref = kVirtual}};
  EXPECT_EQ(Remapped(kType1, tuples, kVirtual, kReal)[0].ref, kReal);
}

TEST(RemapTest, TagsWrapAround) {
  const uint64_t seed = 0xffff'fffe;
  EXPECT_EQ(Remapped(kType1, Generated(kType1, seed), seed, kReal),
            Generated(kType1, kReal));
  EXPECT_EQ(Remapped(kType1, Generated(kType1, kVirtual), kVirtual, seed),
            (Tuples{{.guard = 0xd0d0, .ref = 0xffff'fffe},
                    {.guard = 0xd0d1, .ref = 0xffff'ffff},
                    {.guard = 0xd0d2, .ref = 0},
                    {.guard = 0xd0d3, .ref = 1}}));
  EXPECT_EQ(Generated(kLarge, seed)[2].ref, 0x1'0000'0000u);
}

// R71 cannot be shown: tag i is compared with virtual tag i alone, so that the
// real tag of one interval may well be the virtual tag of another.
TEST(RemapTest, PreparingTwiceChangesNothingMore) {
  for (uint64_t offset = 0; offset < 8; ++offset) {
    const uint64_t real = kVirtual + offset;
    const Tuples once =
        Remapped(kType1, Generated(kType1, kVirtual), kVirtual, real);
    EXPECT_EQ(once, Generated(kType1, real));
    EXPECT_EQ(Remapped(kType1, once, kVirtual, real), once);
  }
}

// A tag that is virtual on the medium is wrong there, but looks right above.
TEST(RemapTest, CompletionDoesNotTellAVirtualTagFromAnUnmappedOne) {
  const Tuples medium = Generated(kType1, kVirtual);
  EXPECT_EQ(Remapped(kType1, medium, kReal, kVirtual), medium);
}

}  // namespace
}  // namespace dio::pi
