// Who owns what others may refer to is unwound after them.

#include <memory>

#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "checker/sync/work_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;

// Other tasks' destructors may refer to what the body owns, so the body goes
// last, also if it is the one that broke the rule.
TEST(UnwindOrderTest, TheBodyIsUnwoundLast) {
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
TEST(UnwindOrderTest, ATaskThatFailsIsUnwoundAfterItsChildren) {
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
TEST(UnwindOrderTest, ATaskThatFailsIsUnwoundAfterTheWorkersOfItsQueues) {
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

}  // namespace
}  // namespace checker
