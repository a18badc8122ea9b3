// Choose: nondeterminism other than scheduling.

#include <set>
#include <utility>

#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ChooseTest, DfsTriesEveryValueOnce) {
  std::multiset<int> values;
  const Exploration exploration =
      ExploreAll([&] { values.insert(Choose(4, "site")); });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(values, ElementsAre(0, 1, 2, 3));
}

TEST(ChooseTest, OneValueIsNoChoice) {
  const Exploration exploration =
      ExploreAll([] { CHECKER_EXPECT(Choose(1, "site") == 0); });
  EXPECT_EQ(exploration.executions, 1);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(ChooseTest, ChoicesMultiply) {
  std::multiset<std::pair<int, int>> values;
  ExploreAll([&] {
    const int a = Choose(2, "a");
    const int b = Choose(a == 0 ? 2 : 3, "b");
    values.emplace(a, b);
  });
  EXPECT_THAT(values,
              ElementsAre(std::pair(0, 0), std::pair(0, 1), std::pair(1, 0),
                          std::pair(1, 1), std::pair(1, 2)));
}

TEST(ChooseTest, ChoicesMultiplyWithScheduling) {
  std::set<std::pair<int, int>> results;
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    for (int task = 1; task <= 2; ++task) {
      Spawn(Name("t", task), [&, task] {
        const int value = Choose(3, "value");
        x.Store(10 * task + value);
        x.Store(10 * task + value);
      });
    }
    JoinAll();
    results.emplace(x.Peek() / 10, x.Peek() % 10);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.executions, 3 * 3 * 6);
  EXPECT_EQ(results.size(), 6);
}

TEST(ChooseTest, IsPartOfTheDecisions) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    x.Store(Choose(3, "value"));
    CHECKER_EXPECT(x.Peek() != 2);
  });
  ASSERT_EQ(exploration.violations.size(), 1);
  EXPECT_EQ(DecisionsText(exploration.violations[0].decisions), "=2 0");
}

TEST(ChooseTest, ARandomWalkMeetsEveryValue) {
  std::set<int> values;
  ExploreRandomly([&] { values.insert(Choose(5, "value")); }, /*seed=*/1,
                  /*executions=*/100);
  EXPECT_EQ(values.size(), 5);
}

}  // namespace
}  // namespace checker
