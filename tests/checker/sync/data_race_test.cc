// Data races on Shared: two plain accesses that nothing orders. What does is in
// happens_before_test.cc and memory_order_test.cc.

#include <atomic>
#include <set>
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

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                for (const char* name : {"a", "b"})
                  Spawn(name, [&] { data.Write(1); });
                JoinAll();
              }),
              testing::Each("data_race"));
}

TEST(DataRaceTest, UnorderedReadsAreLegal) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                for (const char* name : {"a", "b"})
                  Spawn(name, [&] { data.Read(); });
                JoinAll();
              }),
              IsEmpty());
}

// As the kernel's data_race().
TEST(DataRaceTest, AReadThatIsMarkedRacyIsLegal) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> data("data", 0);
                Spawn("writer", [&] { data.Write(1); });
                Spawn("reader", [&] { data.RacyRead(); });
                JoinAll();
              }),
              IsEmpty());
}

TEST(DataRaceTest, DifferentVariablesDoNotRace) {
  EXPECT_THAT(AllKinds([] {
                Shared<int> x("x", 0);
                Shared<int> y("y", 0);
                Spawn("a", [&] { x.Write(1); });
                Spawn("b", [&] { y.Write(1); });
                JoinAll();
              }),
              IsEmpty());
}

}  // namespace
}  // namespace checker
