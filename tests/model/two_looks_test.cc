#include "model/block/two_looks.h"

#include <array>
#include <cstdint>

#include "checker/runtime/arena.h"
#include "gtest/gtest.h"

namespace dio {
namespace {

using checker::Operation;
using checker::TaskId;

constexpr std::array<uint8_t, 4> kOld = {1, 2, 3, 4};
constexpr std::array<uint8_t, 4> kNew = {1, 2, 9, 4};

TEST(TwoLooks, AgreeWhenBothSawTheSame) {
  checker::Arena arena;
  TwoLooks looks(8, arena);
  looks.First(4, kOld);
  looks.Second(4, kOld, {}, {});
  EXPECT_FALSE(looks.TakeDifference().has_value());
}

TEST(TwoLooks, KeepTheFirstDifferenceAndWhoMadeIt) {
  checker::Arena arena;
  TwoLooks looks(8, arena);
  looks.First(0, kOld);
  looks.First(4, kOld);
  looks.Second(0, kNew, Operation{.task = TaskId(1)},
               Operation{.task = TaskId(2)});
  looks.Second(4, kNew, Operation{.task = TaskId(3)},
               Operation{.task = TaskId(4)});
  const auto difference = looks.TakeDifference();
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->look.task, TaskId(1));
  EXPECT_EQ(difference->change.task, TaskId(2));
  EXPECT_FALSE(looks.TakeDifference().has_value()) << "taken";
}

}  // namespace
}  // namespace dio
