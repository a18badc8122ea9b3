// Executions that end early unwind every task: destructors run once, and
// nothing behind is run.

#include <memory>
#include <string>
#include <vector>

#include "checker/runtime/executor.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Counts how many there are, and how many there ever were.
class Local {
 public:
  struct Count {
    int alive = 0;
    int constructed = 0;
  };

  explicit Local(Count& count) : count_(count) {
    ++count_.alive;
    ++count_.constructed;
  }
  ~Local() { --count_.alive; }
  Local(const Local&) = delete;
  Local& operator=(const Local&) = delete;

 private:
  Count& count_;
};

// Three tasks are somewhere in their loops when a fourth breaks a rule.
TEST(UnwindTest, AViolationEndsARandomExecutionAndUnwindsAllStacks) {
  Local::Count count;
  bool unwound = true;
  const Exploration exploration = ExploreRandomly(
      [&] {
        unwound &= count.alive == 0;
        const Local in_body(count);
        Atomic<int> x("x", 0);
        for (int i = 0; i < 3; ++i) {
          Spawn(Name("t", i), [&] {
            const Local in_task(count);
            for (int step = 0; step < 3; ++step) {
              const Local in_loop(count);
              x.FetchAdd(1);
            }
          });
        }
        Spawn("breaker", [&] {
          const Local in_task(count);
          const int seen = x.Load();
          CHECKER_EXPECT(seen == 9);
        });
        JoinAll();
      },
      /*seed=*/1, /*executions=*/200);
  EXPECT_EQ(exploration.executions, 200);
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_TRUE(unwound);
  EXPECT_EQ(count.alive, 0);
  EXPECT_GT(count.constructed, 1000);
}

TEST(UnwindTest, TasksThatHaveNotRunYetAreNeverRun) {
  int runs = 0;
  const auto held = std::make_shared<int>(0);
  const Exploration exploration = ExploreRandomly(
      [&] {
        for (int i = 0; i < 3; ++i)
          Spawn(Name("t", i), [&runs, held] { ++runs; });
        CHECKER_EXPECT(false);
      },
      /*seed=*/1, /*executions=*/1);
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(held.use_count(), 1) << "their closures are destroyed all the same";
}

TEST(UnwindTest, DeadlockedTasksAreUnwound) {
  Local::Count count;
  const Exploration exploration = ExploreAll([&] {
    Mutex a("a");
    Mutex b("b");
    const auto lock_both = [&](Mutex& first, Mutex& second) {
      const Local local(count);
      const MutexLock outer(first);
      const MutexLock inner(second);
    };
    Spawn("ab", [&] { lock_both(a, b); });
    Spawn("ba", [&] { lock_both(b, a); });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_EQ(count.alive, 0);
}

TEST(UnwindTest, TheStepBoundUnwindsToo) {
  Local::Count count;
  const Exploration exploration = ExploreAll(
      [&] {
        Atomic<int> x("x", 0);
        for (const char* name : {"a", "b"}) {
          Spawn(name, [&] {
            const Local local(count);
            while (true) x.Load();
          });
        }
        JoinAll();
      },
      {.max_steps = 4});
  EXPECT_EQ(exploration.executions, 16);
  EXPECT_EQ(exploration.cut_executions, 16);
  EXPECT_FALSE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
  EXPECT_EQ(count.alive, 0);
  EXPECT_EQ(count.constructed, 32);
}

TEST(UnwindTest, ASoftViolationEndsARandomExecutionToo) {
  int after = 0;
  const Exploration exploration = ExploreRandomly(
      [&] {
        Atomic<int> x("x", 0);
        x.Store(1);
        Executor::Current().Report({.kind = "soft", .oracle = "rule"},
                                   [] { return std::string("broken"); });
        x.Store(2);
        ++after;
      },
      /*seed=*/1, /*executions=*/5);
  EXPECT_EQ(exploration.executions, 5);
  EXPECT_THAT(exploration.violations, SizeIs(1));
  EXPECT_EQ(exploration.steps, 5);
  EXPECT_EQ(after, 0);
}

// The body fails first, and the others still run to their ends.
TEST(UnwindTest, AFailingBodyHidesNoOtherViolation) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    Spawn("t", [&] {
      x.Load();
      CHECKER_EXPECT(x.Load() == 1);
    });
    x.Load();
    CHECKER_EXPECT(x.Load() == 2);
  });
  EXPECT_EQ(exploration.violations.size(), 2);
}

// Code behind a join relies on what the joined tasks did.
TEST(UnwindTest, NothingRunsBehindAJoinThatNeverHappens) {
  int joined = 0;
  const Exploration exploration = ExploreAll([&] {
    Completion never("never");
    std::vector<int> results;
    const TaskHandle task = Spawn("t", [&] {
      never.Wait();
      results.push_back(1);
    });
    Spawn("joiner", [&] {
      task.Join();
      joined += results[0];
    });
    JoinAll();
    joined += results[0];
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_EQ(joined, 0);

  const Exploration quiescing = ExploreAll([&] {
    Completion never("never");
    Spawn("t", [&] { never.Wait(); });
    AwaitQuiescence();
    ++joined;
  });
  EXPECT_THAT(Kinds(quiescing), ElementsAre("deadlock"));
  EXPECT_EQ(joined, 0);
}

}  // namespace
}  // namespace checker
