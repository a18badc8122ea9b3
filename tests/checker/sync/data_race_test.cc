// Data races on Shared: what orders two plain accesses, and what only seems to.

#include <atomic>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "checker/sync/atomic.h"
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

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The kinds of all violations of `body`, in all interleavings.
std::vector<std::string> Explored(const std::function<void()>& body) {
  const Exploration exploration = ExploreBothWays(body);
  EXPECT_TRUE(exploration.complete());
  return Kinds(exploration);
}

// Found by happens-before, in the very first execution, though the two accesses
// are far apart in it.
TEST(DataRaceTest, UnorderedReadAndWrite) {
  const auto body = [] {
    Shared<int> data("data", 0);
    Atomic<int> unrelated("unrelated", 0);
    Spawn("writer", [&] {
      data.Write(1);
      for (int i = 0; i < 3; ++i) unrelated.Load();
    });
    Spawn("reader", [&] { data.Read(); });
    JoinAll();
  };
  const Exploration exploration = ExploreAll(body, {.max_executions = 1});
  EXPECT_THAT(Kinds(exploration), ElementsAre("data_race"));
  EXPECT_THAT(OnlyMessage(exploration),
              AllOf(HasSubstr("data race on data: read by reader at "
                              "tests/checker/sync/data_race_test.cc:"),
                    HasSubstr("and write by writer"),
                    HasSubstr("are not ordered by synchronisation")));
  EXPECT_EQ(exploration.violations[0].violation.object, "data");
  EXPECT_EQ(exploration.violations[0].violation.operations.size(), 2);
}

// A race has one identity, whichever access comes first and in whatever order
// the tasks were met: children that other tasks spawn get their ids as they
// come.
TEST(DataRaceTest, ThePairIsTheSameInEveryInterleaving) {
  const auto body = [](bool reversed) {
    return [reversed] {
      Shared<int> data("data", 0);
      Atomic<int> order("order", 0);
      const auto parent = [&](const char* name, auto access) {
        Spawn(name, [&order, access] {
          order.FetchAdd(1);
          Spawn("child", access);
          JoinAll();
        });
      };
      const auto write = [&] { data.Write(1); };
      const auto read = [&] { data.Read(); };
      if (reversed) {
        parent("c", read);
        parent("b", read);
        parent("a", write);
      } else {
        parent("a", write);
        parent("b", read);
        parent("c", read);
      }
      JoinAll();
    };
  };
  for (const bool reversed : {false, true}) {
    std::set<std::string> found;
    for (const FoundViolation& race :
         ExploreBothWays(body(reversed)).violations)
      found.insert(race.violation.Identity());
    // The write is reported with one of the reads if both come before it.
    EXPECT_THAT(found,
                ElementsAre("data_race|data_race|data|a/child:write:data|"
                            "b/child:read:data",
                            "data_race|data_race|data|a/child:write:data|"
                            "c/child:read:data"));
    const Exploration reads_first =
        ExploreRandomly(body(reversed), /*seed=*/1, /*executions=*/200);
    for (const FoundViolation& race : reads_first.violations)
      EXPECT_THAT(found, Contains(race.violation.Identity()));
  }
}

// With both reads behind it, it is the one of the label that comes first.
TEST(DataRaceTest, OfSeveralRacingReadsTheFirstByNameIsNamed) {
  for (const bool reversed : {false, true}) {
    const Exploration exploration = ExploreBothWays([reversed] {
      Shared<int> data("data", 0);
      Atomic<int> reads("reads", 0);
      const std::vector<const char*> names =
          reversed ? std::vector<const char*>{"z", "y"}
                   : std::vector<const char*>{"y", "z"};
      for (const char* name : names) {
        Spawn(name, [&] {
          data.Read();
          reads.FetchAdd(1, std::memory_order_relaxed);
        });
      }
      reads.Await([](int n) { return n == 2; }, std::memory_order_relaxed);
      data.Write(1);
      JoinAll();
    });
    EXPECT_THAT(OnlyMessage(exploration),
                AllOf(HasSubstr("write by main at "
                                "tests/checker/sync/data_race_test.cc:"),
                      HasSubstr(" and read by y at "
                                "tests/checker/sync/data_race_test.cc:")));
  }
}

TEST(DataRaceTest, TwoUnorderedWrites) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                for (const char* name : {"a", "b"})
                  Spawn(name, [&] { data.Write(1); });
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(DataRaceTest, UnorderedReadsAreLegal) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                for (const char* name : {"a", "b"})
                  Spawn(name, [&] { data.Read(); });
                JoinAll();
              }),
              IsEmpty());
}

// As the kernel's data_race().
TEST(DataRaceTest, AReadThatIsMarkedRacyIsLegal) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                Spawn("writer", [&] { data.Write(1); });
                Spawn("reader", [&] { data.RacyRead(); });
                JoinAll();
              }),
              IsEmpty());
}

TEST(DataRaceTest, DifferentVariablesDoNotRace) {
  EXPECT_THAT(Explored([] {
                Shared<int> x("x", 0);
                Shared<int> y("y", 0);
                Spawn("a", [&] { x.Write(1); });
                Spawn("b", [&] { y.Write(1); });
                JoinAll();
              }),
              IsEmpty());
}

// --- Spawning and joining ---

TEST(DataRaceTest, SpawningSynchronises) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                data.Write(1);
                Spawn("child", [&] { data.Write(2); });
                JoinAll();
              }),
              IsEmpty());
}

TEST(DataRaceTest, WhatTheParentDoesAfterSpawningIsNotOrdered) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                Spawn("child", [&] { data.Read(); });
                data.Write(1);
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(DataRaceTest, JoiningSynchronises) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                Spawn("child", [&] { data.Write(1); });
                JoinAll();
                data.Write(2);
              }),
              IsEmpty());
}

TEST(DataRaceTest, JoiningOneTaskDoesNotOrderTheOther) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                const TaskHandle joined = Spawn("joined", [] {});
                Spawn("other", [&] { data.Write(1); });
                joined.Join();
                data.Write(2);
                JoinAll();
              }),
              testing::Each("data_race"));
}

// --- Locks ---

TEST(DataRaceTest, ALockHeldByBothSynchronises) {
  EXPECT_THAT(Explored([] {
                Mutex mutex("mutex");
                Shared<int> data("data", 0);
                for (const char* name : {"a", "b"}) {
                  Spawn(name, [&] {
                    const MutexLock lock(mutex);
                    data.Write(data.Read() + 1);
                  });
                }
                JoinAll();
              }),
              IsEmpty());
}

TEST(DataRaceTest, ALockHeldByOneDoesNot) {
  EXPECT_THAT(Explored([] {
                Mutex mutex("mutex");
                Shared<int> data("data", 0);
                Spawn("careful", [&] {
                  const MutexLock lock(mutex);
                  data.Write(1);
                });
                Spawn("careless", [&] { data.Read(); });
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(DataRaceTest, TwoDifferentLocksDoNot) {
  EXPECT_THAT(Explored([] {
                Mutex a("lock_a");
                Mutex b("lock_b");
                Shared<int> data("data", 0);
                Spawn("a", [&] {
                  const MutexLock lock(a);
                  data.Write(1);
                });
                Spawn("b", [&] {
                  const MutexLock lock(b);
                  data.Write(2);
                });
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(DataRaceTest, ASuccessfulTryLockSynchronises) {
  EXPECT_THAT(Explored([] {
                Mutex mutex("mutex");
                Shared<int> data("data", 0);
                for (const char* name : {"a", "b"}) {
                  Spawn(name, [&] {
                    if (!mutex.TryLock()) return;
                    data.Write(1);
                    mutex.Unlock();
                  });
                }
                JoinAll();
              }),
              IsEmpty());
}

// --- Atomics: message passing with all pairs of orders ---

std::vector<std::string> MessagePassing(std::memory_order store,
                                        std::memory_order load) {
  return Explored([store, load] {
    Shared<int> data("data", 0);
    Atomic<int> ready("ready", 0);
    Spawn("sender", [&] {
      data.Write(1);
      ready.Store(1, store);
    });
    Spawn("receiver", [&] {
      if (ready.Load(load) == 1) data.Read();
    });
    JoinAll();
  });
}

TEST(DataRaceTest, ReleaseAndAcquireSynchronise) {
  EXPECT_THAT(
      MessagePassing(std::memory_order_release, std::memory_order_acquire),
      IsEmpty());
  EXPECT_THAT(
      MessagePassing(std::memory_order_seq_cst, std::memory_order_seq_cst),
      IsEmpty());
}

// READ_ONCE and WRITE_ONCE promise nothing about other variables.
TEST(DataRaceTest, RelaxedAtomicsDoNotSynchronise) {
  EXPECT_THAT(
      MessagePassing(std::memory_order_relaxed, std::memory_order_relaxed),
      ElementsAre("data_race"));
  EXPECT_THAT(
      MessagePassing(std::memory_order_release, std::memory_order_relaxed),
      ElementsAre("data_race"));
  EXPECT_THAT(
      MessagePassing(std::memory_order_relaxed, std::memory_order_acquire),
      ElementsAre("data_race"));
}

TEST(DataRaceTest, AwaitSynchronisesByItsOrder) {
  const auto with = [](std::memory_order order) {
    return Explored([order] {
      Shared<int> data("data", 0);
      Atomic<int> ready("ready", 0);
      Spawn("sender", [&] {
        data.Write(1);
        ready.Store(1, std::memory_order_release);
      });
      Spawn("receiver", [&] {
        ready.Await([](int value) { return value == 1; }, order);
        data.Read();
      });
      JoinAll();
    });
  };
  EXPECT_THAT(with(std::memory_order_acquire), IsEmpty());
  EXPECT_THAT(with(std::memory_order_relaxed), ElementsAre("data_race"));
}

// A store ends the release sequence; a read-modify-write continues it, even a
// relaxed one.
TEST(DataRaceTest, ARelaxedStoreHidesAnEarlierRelease) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                Atomic<int> ready("ready", 0);
                Spawn("sender", [&] {
                  data.Write(1);
                  ready.Store(1, std::memory_order_release);
                  ready.Store(2, std::memory_order_relaxed);
                });
                Spawn("receiver", [&] {
                  if (ready.Load(std::memory_order_acquire) == 2) data.Read();
                });
                JoinAll();
              }),
              ElementsAre("data_race"));
}

TEST(DataRaceTest, ARelaxedReadModifyWriteKeepsAnEarlierRelease) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                Atomic<int> ready("ready", 0);
                Spawn("sender", [&] {
                  data.Write(1);
                  ready.Store(1, std::memory_order_release);
                });
                Spawn("other",
                      [&] { ready.FetchAdd(10, std::memory_order_relaxed); });
                Spawn("receiver", [&] {
                  if (ready.Load(std::memory_order_acquire) % 10 == 1)
                    data.Read();
                });
                JoinAll();
              }),
              IsEmpty());
}

TEST(DataRaceTest, AFailedCompareExchangeAcquiresButDoesNotRelease) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                Atomic<int> ready("ready", 0);
                Spawn("sender", [&] {
                  data.Write(1);
                  ready.Store(1, std::memory_order_release);
                });
                Spawn("receiver", [&] {
                  int expected = 0;
                  if (!ready.CompareExchange(expected, 0)) data.Read();
                });
                JoinAll();
              }),
              IsEmpty());
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                Atomic<int> x("x", 0);
                Spawn("sender", [&] {
                  data.Write(1);
                  int expected = 7;
                  x.CompareExchange(expected, 8);
                });
                Spawn("receiver", [&] {
                  x.Load(std::memory_order_acquire);
                  data.Read();
                });
                JoinAll();
              }),
              testing::Each("data_race"));
}

// --- Waiting ---

// The flags are relaxed, so only the completion can order the plain accesses.
TEST(DataRaceTest, ACompletionSynchronisesWhoWaitsForIt) {
  const auto with = [](bool wait) {
    return Explored([wait] {
      Completion done("done");
      Atomic<int> flag("flag", 0);
      Shared<int> data("data", 0);
      Spawn("waiter", [&, wait] {
        if (wait) done.Wait();
        flag.Await([](int value) { return value == 1; },
                   std::memory_order_relaxed);
        data.Read();
      });
      data.Write(1);
      done.Complete();
      flag.Store(1, std::memory_order_relaxed);
      JoinAll();
    });
  };
  EXPECT_THAT(with(true), IsEmpty());
  EXPECT_THAT(with(false), ElementsAre("data_race"));
}

// --- Hand-over ---

TEST(DataRaceTest, AWorkQueueHandsOver) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                WorkQueue queue("queue");
                data.Write(1);
                queue.Queue([&] { data.Write(2); });
              }),
              IsEmpty());
}

TEST(DataRaceTest, WhatIsDoneAfterQueueingRacesWithTheWork) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                WorkQueue queue("queue");
                queue.Queue([&] { data.Read(); });
                data.Write(1);
              }),
              testing::Each("data_race"));
}

TEST(DataRaceTest, TwoItemsOfOneQueueDoNotRace) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                WorkQueue queue("queue");
                for (const char* name : {"a", "b"}) {
                  Spawn(name, [&] { queue.Queue([&data] { data.Write(1); }); });
                }
                JoinAll();
              }),
              IsEmpty())
      << "one worker runs both";
}

TEST(DataRaceTest, QuiescenceSynchronises) {
  EXPECT_THAT(Explored([] {
                Shared<int> data("data", 0);
                WorkQueue queue("queue");
                queue.Queue([&] { data.Write(1); });
                AwaitQuiescence();
                data.Write(2);
              }),
              IsEmpty());
}

// Whoever drops the last reference comes after all who dropped theirs.
TEST(DataRaceTest, TheLastPutSynchronises) {
  const auto with = [](bool only_last) {
    return Explored([only_last] {
      Refcount refs("refs", 2);
      Shared<int> data("data", 0);
      for (const char* name : {"a", "b"}) {
        Spawn(name, [&, only_last] {
          data.Read();
          const bool last = refs.Put();
          if (last || !only_last) data.Write(1);
        });
      }
      JoinAll();
    });
  };
  EXPECT_THAT(with(true), IsEmpty());
  EXPECT_THAT(with(false), testing::Each("data_race"));
}

}  // namespace
}  // namespace checker
