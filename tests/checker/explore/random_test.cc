// SplitMix64 and RandomStrategy: the same seed, the same schedules, everywhere.

#include "checker/explore/random.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

// From the reference implementation, https://prng.di.unimi.it/splitmix64.c.
TEST(SplitMix64Test, GivesTheReferenceSequence) {
  SplitMix64 random(0);
  EXPECT_EQ(random.Next(), 0xe220a8397b1dcdaf);
  EXPECT_EQ(random.Next(), 0x6e789e6aa1b965f4);
  EXPECT_EQ(random.Next(), 0x06c45d188009454f);
}

TEST(SplitMix64Test, BelowIsUniform) {
  SplitMix64 random(1);
  EXPECT_EQ(random.Below(1), 0);
  std::vector<int> counts(6, 0);
  for (int i = 0; i < 60'000; ++i) ++counts[random.Below(6)];
  EXPECT_THAT(counts,
              Each(testing::AllOf(testing::Gt(9'600), testing::Lt(10'400))));
}

void RacyCounter() {
  Atomic<int> x("x", 0);
  for (int i = 0; i < 4; ++i) {
    Spawn(Name("t", i), [&] {
      const int seen = x.Load();
      x.Store(seen + 1 + Choose(3, "step"));
    });
  }
  JoinAll();
}

// The decisions of each of `count` executions.
std::vector<std::string> Schedules(uint64_t seed, int count,
                                   absl::FunctionRef<void()> body) {
  Explorer explorer(body);
  RandomStrategy strategy(seed);
  std::vector<std::string> schedules;
  for (int i = 0; i < count; ++i) {
    explorer.Explore(strategy, {.max_executions = 1});
    schedules.push_back(DecisionsText(explorer.execution().decisions()));
  }
  return schedules;
}

TEST(RandomStrategyTest, TheSameSeedGivesTheSameSchedules) {
  EXPECT_EQ(Schedules(7, 50, RacyCounter), Schedules(7, 50, RacyCounter));
}

TEST(RandomStrategyTest, DifferentSeedsGiveDifferentSchedules) {
  EXPECT_NE(Schedules(7, 50, RacyCounter), Schedules(8, 50, RacyCounter));
}

// A contract with everyone who has written a seed down.
TEST(RandomStrategyTest, SchedulesNeverChange) {
  EXPECT_THAT(Schedules(1, 2, RacyCounter),
              ElementsAre("2 =2 1 =2 1 4 =1 2 3 =0 4 3",
                          "3 =0 2 =0 1 =2 4 =0 3 4 1 2"));
}

// Neither where things lie in memory nor what was explored before plays a part.
TEST(RandomStrategyTest, DoesNotDependOnAddresses) {
  const std::vector<std::string> schedules = Schedules(7, 50, RacyCounter);
  std::vector<std::unique_ptr<char[]>> garbage;
  for (size_t i = 1; i < 200; ++i)
    garbage.push_back(std::make_unique<char[]>(i * 37));
  for (size_t i = 0; i < garbage.size(); i += 2) garbage[i].reset();
  const auto shifted = [] {
    volatile char stack[1000];
    stack[0] = 1;
    Executor::Current().arena().Allocate(3001, 1);
    RacyCounter();
  };
  EXPECT_EQ(Schedules(7, 50, shifted), schedules);
}

// Execution number i does not depend on those before it.
TEST(RandomStrategyTest, ExecutionsDoNotDependOnEachOther) {
  const std::vector<std::string> plain = Schedules(7, 3, RacyCounter);
  int executions = 0;
  const std::vector<std::string> with_longer_start =
      Schedules(7, 3, [&executions] {
        Atomic<int> y("y", 0);
        if (executions++ == 0) {
          for (int i = 0; i < 10; ++i) y.Store(Choose(5, "other"));
        }
        RacyCounter();
      });
  EXPECT_NE(with_longer_start[0], plain[0]);
  EXPECT_EQ(with_longer_start[2], plain[2]);
}

TEST(RandomStrategyTest, MeetsEveryInterleavingOfASmallBody) {
  std::map<std::string, int> counts;
  for (const std::string& schedule : Schedules(1, 6000, [] {
         Atomic<int> x("x", 0);
         for (const char* name : {"a", "b", "c"})
           Spawn(name, [&] { x.FetchAdd(1); });
         JoinAll();
       }))
    ++counts[schedule];
  EXPECT_THAT(counts, SizeIs(6));
  for (const auto& [schedule, count] : counts) {
    EXPECT_GT(count, 850) << schedule;
    EXPECT_LT(count, 1150) << schedule;
  }
}

TEST(RandomStrategyTest, IsNotExhaustive) {
  EXPECT_FALSE(RandomStrategy(1).exhaustive());
  EXPECT_EQ(RandomStrategy(1).name(), "random");
}

}  // namespace
}  // namespace checker
