// Unwinding by an exception, and the exceptions of tested code.

#include <cstdint>
#include <exception>
#include <stdexcept>

#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A `catch (...)` would take it, and a noexcept function end the program, so it
// is not thrown there: operations have no effect until the task is out of both.
TEST(UnwindExceptionTest, TestedCodeCannotSwallowIt) {
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

TEST(UnwindExceptionTest, AnotherExceptionInItsPlaceIsNoViolation) {
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

// Every destructor is noexcept: to throw from an operation in one would end the
// program, not the task.
TEST(UnwindExceptionTest, IsNotThrownThroughADestructor) {
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

TEST(UnwindExceptionTest, IsNotThrownThroughANoexceptFunction) {
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
TEST(UnwindExceptionTest, ViolationInADestructorEndsTheTaskBehindIt) {
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

}  // namespace
}  // namespace checker
