// Which orders of atomics order plain accesses: message passing.

#include <atomic>
#include <string>
#include <vector>

#include "checker/sync/atomic.h"
#include "checker/sync/shared.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> MessagePassing(std::memory_order store,
                                        std::memory_order load) {
  return AllKinds([store, load] {
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

TEST(MemoryOrderTest, ReleaseAndAcquireSynchronise) {
  EXPECT_THAT(
      MessagePassing(std::memory_order_release, std::memory_order_acquire),
      IsEmpty());
  EXPECT_THAT(
      MessagePassing(std::memory_order_seq_cst, std::memory_order_seq_cst),
      IsEmpty());
}

// READ_ONCE and WRITE_ONCE promise nothing about other variables.
TEST(MemoryOrderTest, RelaxedAtomicsDoNotSynchronise) {
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

TEST(MemoryOrderTest, AwaitSynchronisesByItsOrder) {
  const auto with = [](std::memory_order order) {
    return AllKinds([order] {
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
TEST(MemoryOrderTest, ARelaxedStoreHidesAnEarlierRelease) {
  EXPECT_THAT(AllKinds([] {
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

TEST(MemoryOrderTest, ARelaxedReadModifyWriteKeepsAnEarlierRelease) {
  EXPECT_THAT(AllKinds([] {
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

TEST(MemoryOrderTest, AFailedCompareExchangeAcquiresButDoesNotRelease) {
  EXPECT_THAT(AllKinds([] {
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
  EXPECT_THAT(AllKinds([] {
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

}  // namespace
}  // namespace checker
