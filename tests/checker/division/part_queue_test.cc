// Each worker has parts of its own, and takes others' when they are done.

#include "checker/division/part_queue.h"

#include <optional>

#include "gtest/gtest.h"

namespace checker {
namespace {

TEST(PartQueueTest, TakesFromWhoHasMostLeft) {
  PartQueue queue({10, 11, 12, 13, 14}, 2);
  EXPECT_EQ(queue.Take(1), 11);
  EXPECT_EQ(queue.Take(1), 13);
  EXPECT_EQ(queue.Take(1), 14);  // the last of worker 0's 10, 12, 14
  EXPECT_EQ(queue.Take(0), 10);
  EXPECT_EQ(queue.Take(0), 12);
  EXPECT_EQ(queue.Take(0), std::nullopt);
  EXPECT_EQ(queue.Take(1), std::nullopt);
}

}  // namespace
}  // namespace checker
