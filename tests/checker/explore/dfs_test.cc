// Plain search must try exactly as many interleavings as published tools and
// arithmetic say.

#include "checker/explore/dfs.h"

#include <string>

#include "absl/functional/function_ref.h"
#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

Exploration ExploreAll(absl::FunctionRef<void()> body) {
  DepthFirstStrategy strategy;
  return Explorer(body).Explore(strategy, Budget());
}

void RacyCounter(int tasks) {
  Atomic<int> x("x", 0);
  for (int i = 0; i < tasks; ++i) {
    Spawn(Name("t", i), [&] { x.Store(x.Load(kRelaxed) + 1, kRelaxed); });
  }
  JoinAll();
}

TEST(DepthFirstTest, CountsInterleavingsOfTheRacyCounter) {
  EXPECT_EQ(ExploreAll([] { RacyCounter(2); }).executions, 6);
  EXPECT_EQ(ExploreAll([] { RacyCounter(3); }).executions, 90);
  EXPECT_EQ(ExploreAll([] { RacyCounter(4); }).executions, 2520);
}

}  // namespace
}  // namespace checker
