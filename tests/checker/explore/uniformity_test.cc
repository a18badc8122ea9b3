// What urw and surw promise: orders that are equally likely. By Pearson's
// chi-square test, on bodies whose number of orders is arithmetic.

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "checker/explore/explorer.h"
#include "checker/explore/random.h"
#include "checker/explore/surw.h"
#include "checker/explore/urw.h"
#include "checker/runtime/strategy.h"
#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

// The order of the operations that a body reports, a letter for each.
class Order {
 public:
  void Add(char letter) { text_ += letter; }
  std::string Take() { return std::exchange(text_, {}); }

 private:
  std::string text_;
};

Order order;  // tests run one by one

// `times` operations on `x`.
void Use(Atomic<int>& x, int times, char letter) {
  for (int i = 0; i < times; ++i) {
    x.FetchAdd(1);
    order.Add(letter);
  }
}

// The value that a chi-square variable exceeds with probability 1e-6, after
// Wilson and Hilferty.
double Critical(size_t degrees) {
  constexpr double kNormal = 4.7534;
  const double part = 2.0 / (9.0 * static_cast<double>(degrees));
  return static_cast<double>(degrees) *
         std::pow(1 - part + kNormal * std::sqrt(part), 3);
}

constexpr int kSchedules = 40'000;

// Whether the orders that `strategy` takes pass for uniform over `classes`.
bool IsUniform(Strategy& strategy, absl::FunctionRef<void()> body,
               size_t classes) {
  Explorer explorer(body);
  explorer.Explore(strategy, {.max_executions = 1});  // learns the counts
  order.Take();
  std::map<std::string, int> counts;
  for (int i = 0; i < kSchedules; ++i) {
    explorer.Explore(strategy, {.max_executions = 1});
    ++counts[order.Take()];
  }
  EXPECT_LE(counts.size(), classes);
  const double expected = static_cast<double>(kSchedules) / classes;
  double statistic = (classes - counts.size()) * expected;
  for (const auto& [text, count] : counts)
    statistic += (count - expected) * (count - expected) / expected;
  return statistic < Critical(classes - 1);
}

void ThreeAndThree() {
  Atomic<int> x("x", 0);
  Spawn("a", [&] { Use(x, 3, 'a'); });
  Spawn("b", [&] { Use(x, 3, 'b'); });
  JoinAll();
}
constexpr size_t kThreeAndThree = 20;  // 6! / (3! 3!)

void TwoTwoAndTwo() {
  Atomic<int> x("x", 0);
  Spawn("a", [&] { Use(x, 2, 'a'); });
  Spawn("b", [&] { Use(x, 2, 'b'); });
  Spawn("c", [&] { Use(x, 2, 'c'); });
  JoinAll();
}
constexpr size_t kTwoTwoAndTwo = 90;  // 6! / (2! 2! 2!)

// A short task beside a long one, where a plain walk is at its worst.
void OneAndNine() {
  Atomic<int> x("x", 0);
  Spawn("a", [&] { Use(x, 1, 'a'); });
  Spawn("b", [&] { Use(x, 9, 'b'); });
  JoinAll();
}
constexpr size_t kOneAndNine = 10;

// `a` spawns `c` after its first step, and `c` spawns `d` after its first.
void Spawned() {
  Atomic<int> x("x", 0);
  Spawn("a", [&] {
    Use(x, 1, 'a');
    Spawn("c", [&] {
      Use(x, 1, 'c');
      Spawn("d", [&] { Use(x, 1, 'd'); });
      Use(x, 1, 'c');
      JoinAll();
    });
    Use(x, 1, 'a');
    JoinAll();
  });
  Spawn("b", [&] { Use(x, 2, 'b'); });
  JoinAll();
}
// c's subtree has 2 orders, a's 4 * 2 (a's second step at any of 4 places), and
// b's two steps are among 7: 21.
constexpr size_t kSpawned = 168;

TEST(UrwTest, IsUniformOverInterleavings) {
  UrwStrategy two(1), three(2), short_and_long(3), spawned(4);
  EXPECT_TRUE(IsUniform(two, ThreeAndThree, kThreeAndThree));
  EXPECT_TRUE(IsUniform(three, TwoTwoAndTwo, kTwoTwoAndTwo));
  EXPECT_TRUE(IsUniform(short_and_long, OneAndNine, kOneAndNine));
  EXPECT_TRUE(IsUniform(spawned, Spawned, kSpawned));
}

TEST(RandomStrategyTest, IsNotUniform) {
  RandomStrategy two(1), three(2), short_and_long(3), spawned(4);
  EXPECT_FALSE(IsUniform(two, ThreeAndThree, kThreeAndThree));
  EXPECT_FALSE(IsUniform(three, TwoTwoAndTwo, kTwoTwoAndTwo));
  EXPECT_FALSE(IsUniform(short_and_long, OneAndNine, kOneAndNine));
  EXPECT_FALSE(IsUniform(spawned, Spawned, kSpawned));
}

// Operations on private objects before, between and after those that matter.
void WithPrivateWork() {
  Atomic<int> x("x", 0);
  Atomic<int> of_a("of_a", 0);
  Atomic<int> of_b("of_b", 0);
  const auto work = [](Atomic<int>& mine, int times) {
    for (int i = 0; i < times; ++i) mine.FetchAdd(1);
  };
  Spawn("a", [&] {
    work(of_a, 5);
    Use(x, 2, 'a');
    work(of_a, 1);
    Use(x, 1, 'a');
  });
  Spawn("b", [&] {
    Use(x, 1, 'b');
    work(of_b, 2);
    Use(x, 2, 'b');
    work(of_b, 7);
  });
  JoinAll();
}

// `a` may be drawn before it spawns `c`, which then has half of its steps.
void SpawnedAfterPrivateWork() {
  Atomic<int> x("x", 0);
  Atomic<int> of_a("of_a", 0);
  Spawn("a", [&] {
    of_a.FetchAdd(1);
    Spawn("c", [&] { Use(x, 2, 'c'); });
    Use(x, 2, 'a');
    JoinAll();
  });
  Spawn("b", [&] { Use(x, 2, 'b'); });
  JoinAll();
}

// While a task holds the lock, the others' operations on it are not enabled.
void Sections() {
  Mutex mutex("mutex");
  const auto three = [&](char letter) {
    for (int i = 0; i < 3; ++i) {
      const MutexLock lock(mutex);
      order.Add(letter);
    }
  };
  Spawn("a", [&] { three('a'); });
  Spawn("b", [&] { three('b'); });
  JoinAll();
}

TEST(SurwTest, IsUniformOverOrdersOfTheSelectedOperations) {
  SurwStrategy two(1), three(2), spawned(3), hidden(4), late(5), locks(6);
  EXPECT_TRUE(IsUniform(two, ThreeAndThree, kThreeAndThree));
  EXPECT_TRUE(IsUniform(three, TwoTwoAndTwo, kTwoTwoAndTwo));
  EXPECT_TRUE(IsUniform(spawned, Spawned, kSpawned));
  EXPECT_TRUE(IsUniform(hidden, WithPrivateWork, kThreeAndThree));
  EXPECT_TRUE(IsUniform(late, SpawnedAfterPrivateWork, kTwoTwoAndTwo));
  EXPECT_TRUE(IsUniform(locks, Sections, kThreeAndThree));
}

// Which needs selection: the private work weighs too.
TEST(UrwTest, IsNotUniformOverOrdersOfSomeOperations) {
  UrwStrategy strategy(1);
  EXPECT_FALSE(IsUniform(strategy, WithPrivateWork, kThreeAndThree));
}

}  // namespace
}  // namespace checker
