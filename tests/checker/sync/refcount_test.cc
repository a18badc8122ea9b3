// Refcount: the last put is the last, and nothing comes back from zero.

#include "checker/sync/refcount.h"

#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RefcountTest, ExactlyOnePutIsTheLast) {
  int last = 0;
  const Exploration exploration = ExploreAll([&] {
    Refcount refs("refs", 3);
    for (int i = 0; i < 3; ++i)
      Spawn(Name("t", i), [&] { last += refs.Put() ? 1 : 0; });
    JoinAll();
    CHECKER_EXPECT(refs.Peek() == 0);
  });
  EXPECT_EQ(exploration.executions, 6);
  EXPECT_EQ(last, 6);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(RefcountTest, PuttingAReferenceThatNobodyHoldsUnderflows) {
  const Exploration exploration = ExploreBothWays([] {
    Refcount refs("refs", 1);
    for (const char* name : {"a", "b"})
      Spawn(name, [&] { static_cast<void>(refs.Put()); });
    JoinAll();
    CHECKER_EXPECT(refs.Peek() == 0);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("refcount", "refcount"));
  EXPECT_THAT(Oracles(exploration), testing::Each("underflow"));
}

// A reference taken while another is held is fine; one taken afterwards comes
// too late.
TEST(RefcountTest, GettingFromZero) {
  const Exploration exploration = ExploreBothWays([] {
    Refcount refs("refs", 1);
    Spawn("owner", [&] { static_cast<void>(refs.Put()); });
    Spawn("late", [&] {
      refs.Get();
      static_cast<void>(refs.Put());
    });
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 3);
  EXPECT_THAT(Oracles(exploration), ElementsAre("get_from_zero"));
}

TEST(RefcountTest, GettingWhileHoldingIsLegal) {
  const Exploration exploration = ExploreBothWays([] {
    Refcount refs("refs", 1);
    refs.Get();
    Spawn("other", [&] { static_cast<void>(refs.Put()); });
    static_cast<void>(refs.Put());
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

}  // namespace
}  // namespace checker
