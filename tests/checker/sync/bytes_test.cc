// Bytes: memory that is racy by design.

#include "checker/sync/bytes.h"

#include <array>
#include <vector>

#include "checker/runtime/executor.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::array<uint8_t, 4> kOnes = {1, 1, 1, 1};
constexpr std::array<uint8_t, 4> kTwos = {2, 2, 2, 2};

TEST(BytesTest, StartsAsZeros) {
  ExploreAll([] {
    Bytes page("page", 8);
    EXPECT_EQ(page.size(), 8);
    EXPECT_THAT(page.Peek(), Each(0));
    EXPECT_EQ(page.last_fill(3).task, kNoTask);
  });
}

TEST(BytesTest, FillsAndSamplesRanges) {
  ExploreAll([] {
    Bytes page("page", 8);
    page.Fill(2, kOnes);
    std::array<uint8_t, 4> sample;
    page.Sample(4, absl::MakeSpan(sample));
    EXPECT_THAT(sample, ElementsAre(1, 1, 0, 0));
    page.Poke()[0] = 9;
    EXPECT_THAT(page.Peek(), ElementsAre(9, 0, 1, 1, 1, 1, 0, 0));
  });
}

// One step each: nobody sees half of a fill. And no interleaving is a data
// race.
TEST(BytesTest, AFillIsAtomic) {
  const Exploration exploration = ExploreAll([] {
    Bytes page("page", 4);
    Spawn("one", [&] { page.Fill(0, kOnes); });
    Spawn("two", [&] { page.Fill(0, kTwos); });
    Spawn("reader", [&] {
      std::array<uint8_t, 4> sample;
      page.Sample(0, absl::MakeSpan(sample));
      CHECKER_EXPECT(sample[0] == sample[3]);
    });
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 6);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(BytesTest, RemembersWhoFilledAByteLast) {
  const Exploration exploration = ExploreAll([] {
    Bytes page("page", 8);
    const TaskHandle one = Spawn("one", [&] { page.Fill(0, kOnes); });
    one.Join();
    const TaskHandle two = Spawn("two", [&] { page.Fill(2, kTwos); });
    two.Join();
    CHECKER_EXPECT(page.last_fill(1).task == one.id());
    CHECKER_EXPECT(page.last_fill(2).task == two.id());
    CHECKER_EXPECT(page.last_fill(5).task == two.id());
    CHECKER_EXPECT(page.last_fill(6).task == kNoTask);
    CHECKER_EXPECT((page.last_fill(3).range == ByteRange{2, 6}));
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(BytesTest, RemembersByGranule) {
  const Exploration exploration = ExploreAll([] {
    Bytes page("page", 10, /*granule=*/4);
    page.Fill(4, kOnes);
    CHECKER_EXPECT(page.last_fill(3).task == kNoTask);
    CHECKER_EXPECT(page.last_fill(4).kind == OpKind::kFill);
    CHECKER_EXPECT(page.last_fill(7).kind == OpKind::kFill);
    CHECKER_EXPECT(page.last_fill(9).task == kNoTask);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(BytesTextTest, WritesRunsOnce) {
  EXPECT_EQ(BytesText({}), "");
  EXPECT_EQ(BytesText(std::vector<uint8_t>{0x41}), "41");
  EXPECT_EQ(BytesText(std::vector<uint8_t>{1, 2, 0xff}), "01 02 ff");
  EXPECT_EQ(BytesText(std::vector<uint8_t>(512, 0x41)), "41×512");
  EXPECT_EQ(BytesText(std::vector<uint8_t>{0, 0, 7, 7, 7}), "00×2 07×3");
}

TEST(BytesTextTest, LeavesOutWhatWouldBeTooLong) {
  EXPECT_EQ(BytesText(std::vector<uint8_t>{1, 2, 3, 4}), "01 02 03 04");
  EXPECT_EQ(BytesText(std::vector<uint8_t>{1, 2, 3, 4, 5, 6}), "01 02 03 04 …");
}

}  // namespace
}  // namespace checker
