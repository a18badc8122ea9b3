// Executions that end early unwind every task: destructors run once, and
// nothing that they do has an effect.

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "checker/explore/random.h"
#include "checker/sync/atomic.h"
#include "checker/sync/bytes.h"
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

// Announces operations of every kind when destroyed. The flags and values tell
// whether they had an effect.
struct Everything {
  Mutex mutex{"mutex"};
  SpinLock spin{"spin"};
  Atomic<int> atomic{"atomic", 0};
  Shared<int> shared{"shared", 0};
  Bytes bytes{"bytes", 4};
  Refcount refcount{"refcount", 1};
  WaitQueue waiters{"waiters"};
  Completion completion{"completion"};
  WorkQueue queue{"queue"};
  Shared<int>* heap = Heap::New<Shared<int>>("heap", "heap.value", 0);
  bool touched_by_work = false;

  bool Untouched() const {
    return atomic.Peek() == 0 && shared.Peek() == 0 && bytes.Peek()[0] == 0 &&
           refcount.Peek() == 1 && mutex.PeekOwner() == kNoTask &&
           spin.PeekOwner() == kNoTask && !touched_by_work;
  }
};

class TouchesWhenDestroyed {
 public:
  explicit TouchesWhenDestroyed(Everything& all) : all_(all) {}
  ~TouchesWhenDestroyed() {
    const MutexLock lock(all_.mutex);
    const MutexLock spin(all_.spin);
    all_.atomic.Store(all_.atomic.Load() + 1);
    all_.atomic.FetchAdd(1);
    int expected = all_.atomic.Load();
    while (!all_.atomic.CompareExchange(expected, 1)) continue;
    all_.atomic.Await([](int value) { return value == 77; });
    all_.shared.Write(all_.shared.Read() + 1);
    const uint8_t ones[] = {1, 1};
    uint8_t sampled[2];
    all_.bytes.Fill(0, ones);
    all_.bytes.Sample(0, sampled);
    all_.refcount.Get();
    static_cast<void>(all_.refcount.Put());
    static_cast<void>(all_.refcount.Put());
    static_cast<void>(all_.refcount.Put());
    all_.waiters.PrepareToWait();
    all_.waiters.Sleep();
    all_.waiters.FinishWait();
    all_.waiters.WakeAll();
    all_.completion.Complete();
    all_.completion.Wait();
    all_.queue.Queue([this] { all_.touched_by_work = true; });
    Heap::Delete(all_.heap);
    Heap::New<Shared<int>>("late", "late.value", 0);
    WorkQueue late_queue("late_queue");
    Spawn("late", [this] { all_.touched_by_work = true; }).Join();
    JoinAll();
    AwaitQuiescence();
    CHECKER_EXPECT(Choose(3, "late") == 0);
    CHECKER_EXPECT(false);
  }

 private:
  Everything& all_;
};

// Neither effect nor step nor violation; and none of them throws.
TEST(UnwindTest, OperationsInDestructorsDoNothing) {
  bool untouched = false;
  const Exploration exploration = ExploreAll([&] {
    Everything all;
    Spawn("t", [&] {
      const TouchesWhenDestroyed touches(all);
      CHECKER_EXPECT(false && "the only one");
    }).Join();
    untouched = all.Untouched();
    Heap::Delete(all.heap);
  });
  EXPECT_THAT(Oracles(exploration), ElementsAre("false && \"the only one\""));
  EXPECT_TRUE(untouched);
  EXPECT_EQ(exploration.steps, 1) << "the body's own";
}

TEST(UnwindTest, OperationsInDestructorsDoNothingAfterADeadlockEither) {
  bool untouched = false;
  const Exploration exploration = ExploreAll([&] {
    Everything all;
    struct Judge {
      ~Judge() { *verdict = all->Untouched(); }
      Everything* all;
      bool* verdict;
    } const judge{&all, &untouched};
    Completion never("never");
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        const TouchesWhenDestroyed touches(all);
        never.Wait();
      });
    }
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
  EXPECT_TRUE(untouched);
}

TEST(UnwindTest, OperationsInDestructorsDoNothingInARandomWalk) {
  bool untouched = true;
  const Exploration exploration = ExploreRandomly(
      [&] {
        Everything all;
        struct Judge {
          ~Judge() { *verdict &= all->Untouched(); }
          Everything* all;
          bool* verdict;
        } const judge{&all, &untouched};
        Mutex mutex("locked");
        for (int i = 0; i < 3; ++i) {
          Spawn(Name("t", i), [&] {
            const TouchesWhenDestroyed touches(all);
            const MutexLock lock(mutex);
            const MutexLock again(mutex);
          });
        }
        JoinAll();
      },
      /*seed=*/3, /*executions=*/20);
  EXPECT_THAT(Kinds(exploration), testing::Each("deadlock"));
  EXPECT_TRUE(untouched);
}

// The guard's unlock does nothing, so a violation never lets another task in.
TEST(UnwindTest, AGuardOfAnEndedTaskDoesNotUnlock) {
  bool entered = false;
  const Exploration exploration = ExploreAll([&] {
    Mutex mutex("mutex");
    Spawn("first", [&] {
      const MutexLock lock(mutex);
      CHECKER_EXPECT(false);
    });
    Spawn("second", [&] {
      Completion prepared("prepared");
      if (mutex.PeekOwner() != kNoTask) {
        mutex.Lock();
        entered = true;
      }
    });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_FALSE(entered);
}

// Other tasks' destructors may refer to what the body owns, so the body goes
// last, also if it is the one that broke the rule.
TEST(UnwindTest, TheBodyIsUnwoundLast) {
  struct Owned {
    ~Owned() { *alive = false; }
    bool* alive;
  };
  struct LooksWhenDestroyed {
    ~LooksWhenDestroyed() { *always &= *alive; }
    const bool* alive;
    bool* always;
  };
  bool always = true;
  int unwound = 0;
  const auto body = [&] {
    bool alive = true;
    const Owned owned{&alive};
    const auto mutex = std::make_unique<Mutex>("mutex");
    const auto x = std::make_unique<Atomic<int>>("x", 0);
    for (int i = 0; i < 2; ++i) {
      Spawn(Name("t", i), [&] {
        const LooksWhenDestroyed looks{&alive, &always};
        ++unwound;
        const MutexLock lock(*mutex);
        x->Load();
        x->Load();
      });
    }
    x->Load();
    CHECKER_EXPECT(false);
  };
  EXPECT_THAT(Kinds(ExploreAll(body)), ElementsAre("assertion"));
  EXPECT_THAT(Kinds(ExploreRandomly(body, /*seed=*/1, /*executions=*/20)),
              ElementsAre("assertion"));
  EXPECT_TRUE(always);
  EXPECT_GT(unwound, 0);
}

// The same holds for any task that has spawned others: they may refer to its
// locals.
TEST(UnwindTest, ATaskThatFailsIsUnwoundAfterItsChildren) {
  int seen = 0;
  int after = 0;
  const auto body = [&] {
    Atomic<int> start("start", 0);
    Spawn("parent", [&] {
      Atomic<int> local("local", 0);
      Spawn("child", [&] {
        start.FetchAdd(1);
        const int before = local.FetchAdd(7);
        seen += before == 0 && local.Load() == 7 ? 1 : 0;
      });
      start.FetchAdd(1);
      CHECKER_EXPECT(false);
    });
    JoinAll();
    after += start.Load() == 2 ? 1 : 0;
  };
  const Exploration exploration = ExploreBothWays(body);
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_GE(exploration.executions, 2);
  EXPECT_EQ(seen, after);
  EXPECT_GE(seen, exploration.executions);
}

// A queue outlives its users only in the body, but one that does not must not
// leave its worker behind without it.
TEST(UnwindTest, ATaskThatFailsIsUnwoundAfterTheWorkersOfItsQueues) {
  bool alive = false;
  bool always = true;
  const auto body = [&] {
    Atomic<int> x("x", 0);
    Spawn("owner", [&] {
      struct Owned {
        explicit Owned(bool* alive) : alive(alive) { *alive = true; }
        ~Owned() { *alive = false; }
        bool* alive;
      } const owned(&alive);
      WorkQueue queue("queue");
      for (int i = 0; i < 2; ++i) {
        queue.Queue([&] {
          always &= alive;
          x.FetchAdd(1);
          always &= alive;
        });
      }
      CHECKER_EXPECT(false);
    });
    JoinAll();
  };
  EXPECT_THAT(Kinds(ExploreBothWays(body)), ElementsAre("assertion"));
  EXPECT_THAT(Kinds(ExploreRandomly(body, /*seed=*/1, /*executions=*/20)),
              ElementsAre("assertion"));
  EXPECT_TRUE(always);
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

// A `catch (...)` would take it, and a noexcept function end the program, so it
// is not thrown there: operations have no effect until the task is out of both.
TEST(UnwindTest, TestedCodeCannotSwallowIt) {
  int attempts = 0;
  bool went_on = false;
  const auto body = [&] {
    Atomic<int> x("x", 0);
    Completion never("never");
    Spawn("stubborn", [&] {
      for (int i = 0; i < 3; ++i) {
        try {
          never.Wait();
        } catch (...) {
          ++attempts;
        }
      }
      x.Store(1);
      went_on = true;
    });
    Spawn("breaker", [&] {
      x.Load();
      CHECKER_EXPECT(false);
    });
    JoinAll();
  };
  ExploreRandomly(body, /*seed=*/1, /*executions=*/1);
  EXPECT_EQ(attempts, 0);
  EXPECT_FALSE(went_on);
}

TEST(UnwindTest, AnotherExceptionInItsPlaceIsNoViolation) {
  const Exploration exploration = ExploreAll([&] {
    Completion never("never");
    Spawn("translator", [&] {
      try {
        never.Wait();
      } catch (...) {
        throw std::runtime_error("interrupted");
      }
    });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
}

// A task that swallowed the exception leaves its scopes in the ordinary way.
TEST(UnwindTest, GuardsLeftAfterSwallowingItDoNothing) {
  const Exploration exploration = ExploreAll([&] {
    Mutex mutex("mutex");
    Completion never("never");
    Spawn("stubborn", [&] {
      const MutexLock lock(mutex);
      try {
        never.Wait();
      } catch (...) {
      }
    });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("deadlock"));
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

// --- A task may be suspended while it handles an exception of its own ---

TEST(ExceptionStateTest, EachTaskHasItsOwnCurrentException) {
  const Exploration exploration = ExploreAll([] {
    Atomic<int> x("x", 0);
    for (int i = 0; i < 2; ++i) {
      Spawn(Name("t", i), [&, i] {
        try {
          throw i;
        } catch (int mine) {
          x.Store(1);
          CHECKER_EXPECT(mine == i);
          try {
            throw;
          } catch (int again) {
            x.Store(2);
            CHECKER_EXPECT(again == i);
          }
        }
        CHECKER_EXPECT(std::current_exception() == nullptr);
      });
    }
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.executions, 6);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// A destructor that stores while its task unwinds for a reason of its own is
// an ordinary operation, and others may run meanwhile.
TEST(ExceptionStateTest, UncaughtExceptionsAreCountedPerTask) {
  struct StoresWhenDestroyed {
    ~StoresWhenDestroyed() {
      x.Store(1);
      *counts_match &= std::uncaught_exceptions() == 1;
    }
    Atomic<int>& x;
    bool* counts_match;
  };
  bool counts_match = true;
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    Spawn("unwinding", [&] {
      try {
        const StoresWhenDestroyed stores{x, &counts_match};
        throw 1;
      } catch (int) {
      }
    });
    Spawn("calm", [&] {
      x.Load();
      counts_match &= std::uncaught_exceptions() == 0;
      x.Load();
      counts_match &= std::uncaught_exceptions() == 0;
    });
    JoinAll();
    CHECKER_EXPECT(x.Peek() == 1);
  });
  EXPECT_EQ(exploration.executions, 3);
  EXPECT_THAT(Kinds(exploration), IsEmpty());
  EXPECT_TRUE(counts_match);
}

// Every destructor is noexcept: to throw from an operation in one would end the
// program, not the task.
TEST(UnwindTest, IsNotThrownThroughADestructor) {
  struct StoresWhenDestroyed {
    ~StoresWhenDestroyed() {
      x->Store(1);
      x->Store(2);
      ++*destroyed;
    }
    Atomic<int>* x;
    int* destroyed;
  };
  int destroyed = 0;
  int went_on = 0;
  const auto body = [&] {
    Atomic<int> x("x", 0);
    Spawn("suspended", [&] {
      {
        // Destroyed at once.
        const StoresWhenDestroyed stores{&x, &destroyed};
      }
      x.Load();
      ++went_on;
    });
    Spawn("breaker", [&] {
      x.Load();
      CHECKER_EXPECT(false);
    });
    JoinAll();
  };
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    destroyed = 0;
    ExploreRandomly(body, seed, /*executions=*/1);
    EXPECT_EQ(destroyed, 1) << seed;
  }
  EXPECT_LT(went_on, 20);
}

TEST(UnwindTest, IsNotThrownThroughANoexceptFunction) {
  const auto body = [&] {
    Atomic<int> x("x", 0);
    Spawn("suspended", [&] {
      const auto load = [&]() noexcept { return x.Load() + x.Load(); };
      load();
      x.Load();
    });
    Spawn("breaker", [&] {
      x.Load();
      CHECKER_EXPECT(false);
    });
    JoinAll();
  };
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_THAT(Kinds(ExploreRandomly(body, seed, /*executions=*/1)),
                ElementsAre("assertion"));
  }
}

// A violation in a destructor ends its task at the first operation beyond.
TEST(UnwindTest, ViolationInADestructorEndsTheTaskBehindIt) {
  struct FailsWhenDestroyed {
    ~FailsWhenDestroyed() { CHECKER_EXPECT(false); }
  };
  bool went_on = false;
  const Exploration exploration = ExploreAll([&] {
    Atomic<int> x("x", 0);
    {
      // Destroyed at once.
      const FailsWhenDestroyed fails;
    }
    x.Load();
    went_on = true;
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("assertion"));
  EXPECT_FALSE(went_on);
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

}  // namespace
}  // namespace checker
