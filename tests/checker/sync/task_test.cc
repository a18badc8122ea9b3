// Spawn, Join, JoinAll, AwaitQuiescence, and bodies that end badly.

#include "checker/sync/task.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/mutex.h"
#include "checker/sync/work_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(TaskTest, ABodyWithoutOperationsHasOneExecution) {
  int runs = 0;
  const Exploration exploration = ExploreAll([&] { ++runs; });
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.executions, 1);
  EXPECT_EQ(exploration.steps, 0);
  EXPECT_EQ(runs, 1);
}

TEST(TaskTest, OneTaskHasOneInterleaving) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("t", [&] {
      for (int i = 0; i < 5; ++i) x.Store(i);
    });
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 1);
  EXPECT_EQ(exploration.steps, 5);
}

// The body itself is one of 64.
TEST(TaskTest, TooManyTasksAreAViolation) {
  const auto spawning = [](int tasks) {
    return ExploreAll([=] {
      for (int i = 0; i < tasks; ++i) Spawn(Name("t", i), [] {});
      JoinAll();
    });
  };
  EXPECT_THAT(spawning(63).violations, IsEmpty());
  const Exploration exploration = spawning(64);
  ASSERT_EQ(exploration.violations.size(), 1u);
  EXPECT_EQ(exploration.violations[0].violation.kind, "test_body");
  EXPECT_THAT(exploration.violations[0].violation.message,
              HasSubstr("at most 64 different ones, and main spawns another"));
}

// The task that would be one too many costs its creator, and no other, in every
// interleaving.
TEST(TaskTest, TooManyTasksEndWhoSpawnsThem) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("spawner", [&] {
      x.FetchAdd(1);
      for (int i = 0; i < 70; ++i) {
        auto owned = std::make_unique<int>(i);
        Spawn(Name("t", i), [owned = std::move(owned)] {});
      }
      x.Store(-1);
    });
    Spawn("other", [&] {
      x.FetchAdd(1);
      CHECKER_EXPECT(x.Load() > 0);
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.violations.size(), 1u);
}

// No schedule can tell when private code runs, so it multiplies nothing.
TEST(TaskTest, SpawningAndJoiningAreNoOperations) {
  const Exploration exploration = ExploreAll([] {
    for (int i = 0; i < 10; ++i) Spawn(Name("t", i), [] {});
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 1);
  EXPECT_EQ(exploration.steps, 0);
}

TEST(TaskTest, TheBodyInterleavesWithItsTasks) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("t", [&] { x.Store(1); });
    x.Store(2);
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 2);
}

TEST(TaskTest, JoiningTwiceIsFine) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    const TaskHandle task = Spawn("t", [&] { x.Store(1); });
    task.Join();
    task.Join();
    JoinAll();
    CHECKER_EXPECT(x.Peek() == 1);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(TaskTest, JoinWaitsForItsTaskOnly) {
  bool other_was_seen_unfinished = false;
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    Atomic<int> y("y", 0);
    const TaskHandle task = Spawn("t", [&] { x.Store(1); });
    Spawn("other", [&] { y.Store(1); });
    task.Join();
    CHECKER_EXPECT(x.Peek() == 1);
    other_was_seen_unfinished |= y.Load() == 0;
    JoinAll();
    CHECKER_EXPECT(y.Peek() == 1);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
  EXPECT_TRUE(other_was_seen_unfinished);
}

TEST(TaskTest, TasksSpawnTasks) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("parent", [&] {
      for (const char* name : {"a", "b"}) Spawn(name, [&] { x.FetchAdd(1); });
      JoinAll();
      CHECKER_EXPECT(x.Peek() == 2);
    });
    JoinAll();
    CHECKER_EXPECT(x.Peek() == 2);
  });
  EXPECT_EQ(exploration.executions, 2);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(TaskTest, QuiescenceIsWhenNothingCanRunAnyMore) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    WorkQueue queue("queue");
    Spawn("t", [&] { queue.Queue([&] { x.FetchAdd(1); }); });
    queue.Queue([&] { x.FetchAdd(1); });
    AwaitQuiescence();
    CHECKER_EXPECT(x.Peek() == 2);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// What the closure holds lives as long as its task, and is released by it.
TEST(TaskTest, ATasksClosureIsDestroyedOnceWhenItEnds) {
  const auto held = std::make_shared<int>(0);
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    Spawn("a", [&x, held] { x.Store(*held); });
    Spawn("b", [&x, held] { x.Store(*held); });
    CHECKER_EXPECT(held.use_count() >= 3);
    JoinAll();
    CHECKER_EXPECT(held.use_count() == 1);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
  EXPECT_EQ(held.use_count(), 1);
}

// Something whose destructor announces an operation, as a reference to a
// counted object does.
class StoresWhenDestroyed {
 public:
  StoresWhenDestroyed(Atomic<int>& x, int value) : x_(&x), value_(value) {}
  StoresWhenDestroyed(StoresWhenDestroyed&& other) noexcept
      : x_(std::exchange(other.x_, nullptr)), value_(other.value_) {}
  ~StoresWhenDestroyed() {
    if (x_ != nullptr) x_->Store(value_);
  }

 private:
  Atomic<int>* x_;
  int value_;
};

TEST(TaskTest, OperationsOfAClosuresDestructorAreTheTasksLast) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    for (int i = 1; i <= 2; ++i)
      Spawn(Name("t", i), [held = StoresWhenDestroyed(x, i)] {});
    JoinAll();
    CHECKER_EXPECT(x.Peek() != 0);
    CHECKER_EXPECT(x.Peek() != 1);
  });
  EXPECT_EQ(exploration.executions, 2);
  EXPECT_THAT(Oracles(exploration), ElementsAre("x.Peek() != 1"));
}

// --- Bodies that end badly ---

TEST(TaskTest, TheBodyMustNotReturnWhileTasksRun) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("forgotten", [&] { x.Store(1); });
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("test_body"));
  EXPECT_THAT(Oracles(exploration), ElementsAre("body_returned"));
  EXPECT_THAT(OnlyMessage(exploration),
              AllOf(HasSubstr("join them first"), HasSubstr("forgotten")));
}

TEST(TaskTest, TasksThatHaveFinishedNeedNoJoin) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("t", [&] { x.Store(1); });
    x.Await([](int value) { return value == 1; });
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(TaskTest, AnUncaughtExceptionIsAViolationOfItsTaskOnly) {
  int finished = 0;
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    Spawn("thrower", [&] {
      x.Store(1);
      throw std::runtime_error("no space left");
    });
    Spawn("other", [&] { x.Store(2); });
    JoinAll();
    ++finished;
  });
  EXPECT_EQ(exploration.executions, 2);
  EXPECT_EQ(finished, 2);
  EXPECT_THAT(Oracles(exploration), ElementsAre("uncaught_exception"));
  EXPECT_EQ(OnlyMessage(exploration),
            "task thrower threw an exception: no space left");
}

TEST(TaskTest, AnythingCanBeThrown) {
  const Exploration exploration = ExploreAll([] { throw 42; });
  EXPECT_THAT(Oracles(exploration), ElementsAre("uncaught_exception"));
}

TEST(TaskTest, AnExceptionThatTheTaskCatchesIsItsOwnBusiness) {
  const Exploration exploration = ExploreAll([] {
    try {
      throw std::runtime_error("expected");
    } catch (const std::runtime_error&) {
    }
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

}  // namespace
}  // namespace checker
