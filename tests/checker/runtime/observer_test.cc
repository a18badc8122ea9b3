// What an observer hears of one execution: the material of timelines.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/explore/dfs.h"
#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/bytes.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::ElementsAre;

class Script final : public ExecutionObserver {
 public:
  void OnOperation(const Operation& operation, const PendingOperations& names,
                   uint32_t preemptions) override {
    lines.push_back(absl::StrCat(
        names.task_label(operation.task), ": ", OpKindName(operation.kind), " ",
        names.object_label(operation.object),
        operation.label == nullptr ? ""
                                   : absl::StrCat(" (", operation.label, ")"),
        preemptions == 0 ? "" : absl::StrCat(" after ", preemptions)));
  }
  void OnValue(std::string value) override {
    absl::StrAppend(&lines.back(), " = ", value);
  }
  void OnChoice(const ChoicePoint& point, int value) override {
    lines.push_back(absl::StrCat("choose ", point.site.ToString(), " = ", value,
                                 " of ", point.count));
  }
  void OnNote(TaskId, std::string note) override {
    lines.push_back(absl::StrCat("note ", note));
  }
  void OnTask(TaskId, absl::string_view label, ContextKind kind) override {
    lines.push_back(absl::StrCat("task ", label, " ", ContextKindName(kind)));
  }
  void OnViolation(const Violation& violation) override {
    lines.push_back(absl::StrCat("violation ", violation.kind));
  }

  std::vector<std::string> lines;
};

TEST(ObserverTest, HearsEverythingInOrder) {
  const auto body = [] {
    Atomic<int> x("x", 0);
    Bytes page("page", 4);
    Spawn("user", ContextKind::kUser, [&] {
      SetStepLabel("U1 store");
      x.Store(Choose(2, "value") + 5);
    });
    JoinAll();
    Note([] { return std::string("all joined"); });
    const uint8_t data[] = {1, 1};
    page.Fill(1, data);
    x.Load();
    CHECKER_EXPECT(x.Peek() == 0);
  };
  Explorer explorer(body);
  DepthFirstStrategy strategy;
  Script script;
  const ExecutionResult result = explorer.RunOnce(strategy, script);
  EXPECT_THAT(
      script.lines,
      ElementsAre("task main task", "task user user", "choose value = 0 of 2",
                  "user: store x (U1 store) = 5", "note all joined",
                  "main: fill page = 01×2", "main: load x = 5",
                  "violation assertion"));
  EXPECT_EQ(result.steps, 3);
  EXPECT_EQ(result.violations, 1);
}

TEST(ObserverTest, CountsPreemptions) {
  const auto body = [] {
    Atomic<int> x("x", 0);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        x.Store(1);
        x.Store(2);
      });
    }
    JoinAll();
  };
  Explorer explorer(body);
  DepthFirstStrategy strategy;
  uint32_t preemptions = 0;
  int executions = 0;
  for (; executions < 6; ++executions) {
    Script script;
    preemptions += explorer.RunOnce(strategy, script).preemptions;
  }
  // aabb and bbaa have none, abba and baab one each, abab and baba two each.
  EXPECT_EQ(preemptions, 6);
}

// What costs time is done only when somebody listens.
TEST(ObserverTest, NotesAreNotEvenMadeOtherwise) {
  bool made = false;
  const auto body = [&] {
    Note([&] {
      made = true;
      return std::string("note");
    });
  };
  Explorer explorer(body);
  DepthFirstStrategy strategy;
  explorer.Explore(strategy, Budget());
  EXPECT_FALSE(made);
}

}  // namespace
}  // namespace checker
