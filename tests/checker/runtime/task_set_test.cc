// TaskSet behaves as a std::set of ids.

#include <set>
#include <vector>

#include "checker/explore/random.h"
#include "checker/runtime/ids.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

std::vector<size_t> Members(TaskSet set) {
  std::vector<size_t> members;
  for (const TaskId id : set) members.push_back(Index(id));
  return members;
}

TEST(TaskSetTest, IteratesInAscendingOrder) {
  TaskSet set;
  EXPECT_THAT(Members(set), IsEmpty());
  for (const int id : {63, 0, 17, 5}) set.Add(TaskId(id));
  EXPECT_THAT(Members(set), ElementsAre(0, 5, 17, 63));
  EXPECT_EQ(set.First(), TaskId{0});
  EXPECT_EQ(set.Nth(3), TaskId{63});
}

TEST(TaskSetTest, DoesWhatASetDoes) {
  SplitMix64 random(1);
  TaskSet set;
  std::set<size_t> reference;
  for (int i = 0; i < 10'000; ++i) {
    const auto id = TaskId(random.Below(kMaxTasks));
    if (random.Below(2) == 0) {
      set.Add(id);
      reference.insert(Index(id));
    } else {
      set.Remove(id);
      reference.erase(Index(id));
    }
    ASSERT_THAT(Members(set), ElementsAreArray(reference));
    ASSERT_EQ(set.Count(), reference.size());
    ASSERT_EQ(set.Empty(), reference.empty());
    const auto probe = TaskId(random.Below(kMaxTasks));
    ASSERT_EQ(set.Contains(probe), reference.contains(Index(probe)));
    int nth = 0;
    for (const size_t member : reference)
      ASSERT_EQ(Index(set.Nth(nth++)), member);
    if (!reference.empty()) {
      ASSERT_EQ(Index(set.First()), *reference.begin());
    }
  }
}

TEST(TaskSetTest, EqualityIsThatOfMembers) {
  TaskSet a;
  TaskSet b;
  a.Add(TaskId{3});
  EXPECT_NE(a, b);
  b.Add(TaskId{3});
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace checker
