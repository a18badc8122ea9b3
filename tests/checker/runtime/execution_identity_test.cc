// Objects and tasks keep their names whatever the interleaving.

#include <map>
#include <set>
#include <string>

#include "checker/explore/explorer.h"
#include "checker/explore/random.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// Collects "task: kind object" of all operations.
class LabelCollector final : public ExecutionObserver {
 public:
  void OnOperation(const Operation& operation, const PendingOperations& names,
                   uint32_t) override {
    objects.insert(std::string(names.object_label(operation.object)));
  }
  void OnValue(std::string) override {}
  void OnChoice(const ChoicePoint&, int) override {}
  void OnNote(TaskId, std::string) override {}
  void OnTask(TaskId, absl::string_view label, ContextKind) override {
    tasks.insert(std::string(label));
  }
  void OnViolation(const Violation&) override {}

  std::set<std::string> objects;
  std::set<std::string> tasks;
};

// Each task makes a first operation, and only then an object, so the order of
// creation is that of the schedule.
template <typename Seen>
void CreateInAnyOrder(const Seen& seen) {
  Atomic<int> start("start", 0);
  for (const char* name : {"reader", "writer"}) {
    Spawn(name, [&start, &seen, name] {
      start.FetchAdd(1);
      Atomic<int> dio("dio", 0);
      Atomic<int> bio(Name("bio", 1), 0);
      Atomic<int> second("dio", 0);
      seen(std::string(name) + ".dio", dio.id());
      seen(std::string(name) + ".bio", bio.id());
      seen(std::string(name) + ".second", second.id());
      dio.Store(1);
      bio.Store(1);
      second.Store(1);
    });
  }
  JoinAll();
}

TEST(IdentityTest, ObjectsHaveTheSameIdInEveryInterleaving) {
  std::map<std::string, std::set<ObjectId>> ids;
  const Exploration exploration = ExploreAll([&] {
    CreateInAnyOrder([&](const std::string& object, ObjectId id) {
      ids[object].insert(id);
    });
  });
  EXPECT_EQ(exploration.executions, 70);
  EXPECT_THAT(ids, SizeIs(6));
  std::set<ObjectId> all;
  for (const auto& [object, of_object] : ids) {
    EXPECT_THAT(of_object, SizeIs(1)) << object;
    all.insert(of_object.begin(), of_object.end());
  }
  EXPECT_THAT(all, SizeIs(6));
}

TEST(IdentityTest, LabelsSayWhoCreatedAnObject) {
  const auto body = [] {
    CreateInAnyOrder([](const std::string&, ObjectId) {});
  };
  Explorer explorer(body);
  RandomStrategy strategy(1);
  for (int i = 0; i < 20; ++i) {
    LabelCollector labels;
    explorer.RunOnce(strategy, labels);
    EXPECT_THAT(labels.objects,
                UnorderedElementsAre("start", "reader/dio", "reader/bio[1]",
                                     "reader/dio#2", "writer/dio",
                                     "writer/bio[1]", "writer/dio#2"));
  }
}

TEST(IdentityTest, TasksAreNamedByWhoSpawnedThem) {
  const auto body = [] {
    for (int i = 0; i < 2; ++i) {
      Spawn("t", [] {
        Spawn(Name("child", 7), [] {});
        JoinAll();
      });
    }
    JoinAll();
  };
  Explorer explorer(body);
  RandomStrategy strategy(1);
  LabelCollector labels;
  explorer.RunOnce(strategy, labels);
  EXPECT_THAT(labels.tasks, UnorderedElementsAre("main", "t", "t#2",
                                                 "t/child[7]", "t#2/child[7]"));
}

// Tasks too are created in an order that depends on the schedule.
TEST(IdentityTest, TasksHaveTheSameIdInEveryInterleaving) {
  std::map<std::string, std::set<TaskId>> ids;
  ExploreAll([&] {
    Atomic<int> start("start", 0);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&start, &ids, name] {
        start.FetchAdd(1);
        ids[name].insert(Spawn("child", [] {}).id());
        JoinAll();
      });
    }
    JoinAll();
  });
  EXPECT_THAT(ids, ElementsAre(testing::Pair("a", SizeIs(1)),
                               testing::Pair("b", SizeIs(1))));
  EXPECT_NE(ids["a"], ids["b"]);
}

}  // namespace
}  // namespace checker
