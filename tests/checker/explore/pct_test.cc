// PctStrategy keeps what its paper promises.

#include "checker/explore/pct.h"

#include <cmath>
#include <cstdint>
#include <deque>

#include "checker/explore/explorer.h"
#include "checker/runtime/strategy.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

constexpr int kExecutions = 10'000;

// A bug of exactly this depth: depth + 1 steps of two tasks must alternate,
// beginning with the first. The last of the switches comes by itself, since one
// task is done by then; each of the others needs a constraint. Other tasks only
// make it harder to hit.
class Alternation {
 public:
  Alternation(int depth, int idle_tasks) : depth_(depth), idle_(idle_tasks) {}

  void Run() {
    Atomic<int> turn("turn", 0);
    const auto play = [&](int first) {
      for (int i = first; i <= depth_; i += 2) {
        int expected = i;
        turn.CompareExchange(expected, i + 1);
      }
    };
    std::deque<Atomic<int>> others;
    for (int i = 0; i < idle_; ++i) {
      Atomic<int>& other = others.emplace_back(Name("other", i), 0);
      Spawn(Name("idle", i), [&other] { other.Store(1); });
    }
    Spawn("a", [&] { play(0); });
    Spawn("b", [&] { play(1); });
    JoinAll();
    hit_ = turn.Peek() == depth_ + 1;
  }
  bool hit() const { return hit_; }

 private:
  const int depth_;
  const int idle_;
  bool hit_ = false;
};

struct Sampled {
  int hits = 0;
  DepthBound bound;  // of the strategy's depth
};

Sampled Sample(int program_depth, int idle_tasks, int depth) {
  Alternation body(program_depth, idle_tasks);
  const auto run = [&body] { body.Run(); };
  Explorer explorer(run);
  PctStrategy strategy(/*seed=*/1, depth);
  explorer.Explore(strategy, {.max_executions = 1000});  // learns n and k
  Sampled sampled;
  for (int i = 0; i < kExecutions; ++i) {
    explorer.Explore(strategy, {.max_executions = 1});
    sampled.hits += body.hit();
  }
  sampled.bound = *strategy.bound();
  return sampled;
}

double Promise(const DepthBound& bound, int depth) {
  return 1 / (bound.tasks * std::pow(bound.steps, depth - 1));
}

// The probability of `hits` or fewer of kExecutions if each hits with
// probability `p`.
double LowerTail(int hits, double p) {
  double sum = 0;
  for (int i = 0; i <= hits; ++i) {
    sum += std::exp(std::lgamma(kExecutions + 1.0) - std::lgamma(i + 1.0) -
                    std::lgamma(kExecutions - i + 1.0) + i * std::log(p) +
                    (kExecutions - i) * std::log1p(-p));
  }
  return sum;
}

// No less than a probability of `p` shows in `hits`.
bool Keeps(int hits, double p) { return LowerTail(hits, p) > 1e-6; }

TEST(PctTest, TheTestItselfTellsFewFromEnough) {
  EXPECT_TRUE(Keeps(1000, 0.1));
  EXPECT_TRUE(Keeps(900, 0.1));
  EXPECT_FALSE(Keeps(800, 0.1));
  EXPECT_FALSE(Keeps(0, 0.01));
}

class PctBoundTest : public testing::TestWithParam<int> {};

// Without idle tasks the bound is tight: no more hits than it says, either.
TEST_P(PctBoundTest, HoldsAndIsTight) {
  const int depth = GetParam();
  const Sampled sampled = Sample(depth, /*idle_tasks=*/0, depth);
  EXPECT_EQ(sampled.bound.tasks, 2);
  EXPECT_EQ(sampled.bound.steps, depth);
  const double promise = Promise(sampled.bound, depth);
  EXPECT_TRUE(Keeps(sampled.hits, promise)) << sampled.hits;
  EXPECT_FALSE(Keeps(sampled.hits, 1.9 * promise)) << sampled.hits;
}

TEST_P(PctBoundTest, HoldsBesideOtherTasks) {
  const int depth = GetParam();
  const Sampled sampled = Sample(depth, /*idle_tasks=*/2, depth);
  EXPECT_EQ(sampled.bound.tasks, 4);
  EXPECT_EQ(sampled.bound.steps, depth + 2);
  EXPECT_TRUE(Keeps(sampled.hits, Promise(sampled.bound, depth)))
      << sampled.hits;
}

// One change less cannot do it, and the test notices.
TEST_P(PctBoundTest, NeedsItsDepth) {
  const int depth = GetParam();
  if (depth == 1) GTEST_SKIP() << "there is no depth 0";
  const Sampled sampled = Sample(depth, /*idle_tasks=*/0, depth - 1);
  EXPECT_EQ(sampled.hits, 0);
  EXPECT_FALSE(Keeps(sampled.hits, Promise(sampled.bound, depth)));
}

INSTANTIATE_TEST_SUITE_P(Depths, PctBoundTest, testing::Values(1, 2, 3, 4));

// Steps without a choice do not count, nor do tasks that take none.
TEST(PctTest, MeasuresWhatMatters) {
  PctStrategy strategy(/*seed=*/1, /*depth=*/3);
  EXPECT_EQ(strategy.bound()->tasks, 0);
  Explorer([] {
    Atomic<int> x("x", 0);
    for (int i = 0; i < 50; ++i) x.FetchAdd(1);
    Spawn("nothing", [] {});
    Spawn("waits", [&] { x.Await([](int value) { return value == 100; }); });
    for (int i = 0; i < 50; ++i) x.FetchAdd(1);
    Spawn("a", [&] { x.Load(); });
    JoinAll();
  }).Explore(strategy, {.max_executions = 100});
  EXPECT_EQ(strategy.bound()->tasks, 3);  // the body, "waits" and "a"
  EXPECT_EQ(strategy.bound()->steps, 1);
}

}  // namespace
}  // namespace checker
