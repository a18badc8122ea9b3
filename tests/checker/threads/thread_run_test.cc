// Bodies on real threads: what is right stays right under any scheduling of the
// system; what is wrong in each schedule is found in the first run; what is
// wrong in some is found before long, with pauses.

#include "checker/threads/thread_run.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/heap.h"
#include "checker/sync/mutex.h"
#include "checker/sync/refcount.h"
#include "checker/sync/shared.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::HasSubstr;

// "" if there is no violation.
std::string KindOf(absl::FunctionRef<void()> body, uint64_t seed = 1,
                   uint32_t most_pause_microseconds = 0) {
  ThreadRun run(
      {.seed = seed, .most_pause_microseconds = most_pause_microseconds});
  const std::optional<Violation> found = run.Run(body);
  return found.has_value() ? found->kind : "";
}

// Of a hundred runs.
void ExpectNoViolation(absl::FunctionRef<void()> body) {
  for (uint64_t seed = 0; seed < 100; ++seed)
    ASSERT_EQ(KindOf(body, seed, seed % 2 == 0 ? 0 : 20), "") << seed;
}

std::string FirstKindOf(absl::FunctionRef<void()> body) {
  constexpr int kRuns = 5000;
  for (int seed = 0; seed < kRuns; ++seed) {
    const std::string kind = KindOf(body, static_cast<uint64_t>(seed), 200);
    if (!kind.empty()) return kind;
  }
  return "";
}

TEST(ThreadRunTest, ALockProtects) {
  ExpectNoViolation([] {
    Mutex mutex("mutex");
    Shared<int> count("count", 0);
    for (int i = 0; i < 4; ++i) {
      Spawn(Name("t", i), [&] {
        for (int j = 0; j < 5; ++j) {
          const MutexLock lock(mutex);
          count.Write(count.Read() + 1);
        }
      });
    }
    JoinAll();
    CHECKER_EXPECT(count.Peek() == 20);
  });
}

TEST(ThreadRunTest, AnIncrementIsLostWithoutOne) {
  EXPECT_EQ(FirstKindOf([] {
              Atomic<int> count("count", 0);
              for (int i = 0; i < 2; ++i)
                Spawn(Name("t", i), [&] { count.Store(count.Load() + 1); });
              JoinAll();
              CHECKER_EXPECT(count.Peek() == 2);
            }),
            "assertion");
}

TEST(ThreadRunTest, LocksInBothOrdersDeadlock) {
  EXPECT_EQ(FirstKindOf([] {
              Mutex a("a"), b("b");
              Spawn("ab", [&] {
                const MutexLock first(a);
                const MutexLock second(b);
              });
              Spawn("ba", [&] {
                const MutexLock first(b);
                const MutexLock second(a);
              });
              JoinAll();
            }),
            "deadlock");
}

TEST(ThreadRunTest, AStandstillSaysWhoWaitsForWhat) {
  ThreadRun run({});
  const std::optional<Violation> found = run.Run([] {
    Mutex mutex("mutex");
    mutex.Lock();
    Spawn("waiter", [&] { mutex.Lock(); });
    JoinAll();
  });
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->kind, "deadlock");
  EXPECT_THAT(found->message, HasSubstr("waiter in lock of mutex"));
  EXPECT_THAT(found->message, HasSubstr("main waits for tasks to finish"));
}

TEST(ThreadRunTest, WaitersAreWoken) {
  ExpectNoViolation([] {
    Atomic<bool> done("done", false);
    WaitQueue queue("queue");
    for (int i = 0; i < 2; ++i) {
      Spawn(Name("waiter", i),
            [&] { queue.WaitUntil([&] { return done.Load(); }); });
    }
    Spawn("waker", [&] {
      done.Store(true);
      queue.WakeAll();
    });
    JoinAll();
  });
}

TEST(ThreadRunTest, AWakeUpThatComesTooEarlyIsLost) {
  EXPECT_EQ(FirstKindOf([] {
              Atomic<bool> done("done", false);
              WaitQueue queue("queue");
              Spawn("waiter", [&] {
                if (done.Load()) return;
                queue.PrepareToWait();
                queue.Sleep();
                queue.FinishWait();
              });
              Spawn("waker", [&] {
                done.Store(true);
                queue.WakeAll();
              });
              JoinAll();
            }),
            "deadlock");
}

TEST(ThreadRunTest, WorkIsDoneInOrderAndQuiescenceAwaited) {
  ExpectNoViolation([] {
    std::vector<int> done;
    WorkQueue queue("queue");
    for (int i = 0; i < 3; ++i) queue.Queue([&done, i] { done.push_back(i); });
    AwaitQuiescence();
    CHECKER_EXPECT(done == std::vector<int>({0, 1, 2}));
  });
}

TEST(ThreadRunTest, TheLastReferenceFrees) {
  struct Node {
    Refcount refs{"refs", 3};
    Shared<int> value{"value", 0};
  };
  ExpectNoViolation([] {
    auto* const node = Heap::New<Node>("node");
    for (int i = 0; i < 3; ++i) {
      Spawn(Name("t", i), [node] {
        node->value.Read();
        if (node->refs.Put()) Heap::Delete(node);
      });
    }
    JoinAll();
  });
}

struct Value {
  Atomic<int> value{"value", 0};
};

TEST(ThreadRunTest, MemoryThatIsNeverFreedIsALeak) {
  EXPECT_EQ(KindOf([] { Heap::New<Value>("value"); }), "leak");
}

TEST(ThreadRunTest, UseAfterFree) {
  EXPECT_EQ(KindOf([] {
              auto* const value = Heap::New<Value>("value");
              Heap::Delete(value);
              value->value.Load();
            }),
            "use_after_free");
}

TEST(ThreadRunTest, DoubleFree) {
  EXPECT_EQ(KindOf([] {
              auto* const value = Heap::New<Value>("value");
              Heap::Delete(value);
              Heap::Delete(value);
            }),
            "double_free");
}

TEST(ThreadRunTest, SleepingUnderASpinLock) {
  EXPECT_EQ(KindOf([] {
              SpinLock lock("lock");
              Mutex mutex("mutex");
              const MutexLock outer(lock);
              const MutexLock inner(mutex);
            }),
            "sleep_in_atomic");
}

// The others stand still meanwhile: they may refer to one another's stacks.
TEST(ThreadRunTest, AViolationEndsEveryTaskAndDestroysItsLocals) {
  struct Local {
    explicit Local(int& alive) : alive(alive) { ++alive; }
    ~Local() { --alive; }
    int& alive;
  };
  for (uint64_t seed = 0; seed < 50; ++seed) {
    int alive = 0;
    EXPECT_EQ(KindOf(
                  [&] {
                    Mutex mutex("mutex");
                    Completion never("never");
                    const Local in_body(alive);
                    for (int i = 0; i < 3; ++i) {
                      Spawn(Name("blocked", i), [&] {
                        mutex.Lock();
                        const Local local(alive);
                        mutex.Unlock();
                        never.Wait();
                      });
                    }
                    Spawn("failing", [&] {
                      const MutexLock lock(mutex);
                      const Local local(alive);
                      CHECKER_EXPECT(alive < 0);
                    });
                    JoinAll();
                  },
                  seed, 20),
              "assertion");
    EXPECT_EQ(alive, 0) << seed;
  }
}

TEST(ThreadRunTest, AnUncaughtExceptionIsAViolation) {
  EXPECT_EQ(KindOf([] {
              Spawn("thrower", [] { throw std::string("thrown"); });
              JoinAll();
            }),
            "test_body");
}

TEST(ThreadRunTest, TheBodyMustJoinItsTasks) {
  EXPECT_EQ(KindOf([] {
              static Completion* never = nullptr;
              never = Heap::New<Completion>("never", "event");
              Spawn("left", [] { never->Wait(); });
            }),
            "test_body");
}

// As under control: a step is its operation and the plain code after it.
TEST(ThreadRunTest, PlainCodeAfterAnOperationBelongsToIt) {
  ExpectNoViolation([] {
    Atomic<int> steps("steps", 0);
    uint64_t count = 0;
    for (int i = 0; i < 4; ++i) {
      Spawn(Name("t", i), [&] {
        for (int j = 0; j < 20; ++j) {
          steps.FetchAdd(1);
          const uint64_t before = count;
          for (volatile int spin = 0; spin < 100; spin = spin + 1) {
          }
          count = before + 1;
        }
      });
    }
    JoinAll();
    CHECKER_EXPECT(count == 80);
  });
}

TEST(ThreadRunTest, ALoopIsGivenUpAndNothingIsKnownOfIt) {
  ThreadRun run({.max_steps = 1000});
  const std::optional<Violation> found = run.Run([] {
    Atomic<bool> never("never", false);
    Heap::New<Value>("left");
    Spawn("looping", [&] {
      while (!never.Load()) {
      }
    });
    JoinAll();
  });
  EXPECT_FALSE(found.has_value());
  EXPECT_GE(run.steps(), 1000);

  const std::atomic<bool> stop = true;
  ThreadRun stopped({.stop = &stop});
  EXPECT_FALSE(stopped.Run([] {
    Atomic<bool> never("never", false);
    while (!never.Load()) {
    }
  }));
}

TEST(ThreadRunTest, TooManyTasks) {
  ThreadRun run({});
  const std::optional<Violation> found = run.Run([] {
    std::vector<TaskHandle> tasks;
    for (int i = 0; i < 70; ++i) tasks.push_back(Spawn(Name("t", i), [] {}));
    for (TaskHandle& task : tasks) task.Join();
  });
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->oracle, "task_count");
}

TEST(ThreadRunTest, WhoeverAwaitsQuiescenceIsNamedInAStandstill) {
  ThreadRun run({});
  const std::optional<Violation> found = run.Run([] {
    Mutex mutex("mutex");
    mutex.Lock();
    Spawn("waiter", [&] { mutex.Lock(); });
    AwaitQuiescence();
  });
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(found->message, HasSubstr("main waits until nothing can run"));
}

TEST(ThreadRunTest, ChoicesFollowTheSeed) {
  const auto draw = [](uint64_t seed) {
    std::vector<int> values;
    ThreadRun run({.seed = seed});
    run.Run([&] {
      for (int i = 0; i < 20; ++i) values.push_back(Choose(3, "choice"));
    });
    return values;
  };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
  EXPECT_THAT(draw(1),
              testing::Each(testing::AllOf(testing::Ge(0), testing::Lt(3))));
}

}  // namespace
}  // namespace checker
