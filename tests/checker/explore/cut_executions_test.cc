// Traps for a search that cuts executions short: at a violation, at a bound, at
// what sleeps, or at a state met before. Each with a program that falls into
// it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/checker.h"
#include "checker/explore/bounded_dpor.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/fingerprint.h"
#include "checker/explore/forwarding_strategy.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/classes.h"
#include "tests/checker/explore/known_programs.h"
#include "tests/checker/explore/soundness_trap.h"

namespace checker {
namespace {

using ::testing::IsSubsetOf;
using ::testing::SizeIs;

// Explorer ends an execution at a violation unless the strategy is exhaustive.
class EndsAtViolations final : public ForwardingStrategy {
 public:
  using ForwardingStrategy::ForwardingStrategy;
  bool exhaustive() const override { return false; }
};

std::string TwoFailures() {
  Atomic<int> x("x", 0), y("y", 0);
  Spawn("A", [&] { CHECKER_EXPECT(y.Load() != 0); });
  Spawn("B", [&] { x.Store(1); });
  Spawn("C", [&] { CHECKER_EXPECT(x.Load() != 1); });
  JoinAll();
  return "";
}

TEST_P(SoundnessTrapTest, ViolationEndsItsTaskOnly) {
  EXPECT_THAT(Everything(TwoFailures).violations, SizeIs(2));
  DepthFirstStrategy dfs;
  EndsAtViolations cut_dfs(dfs);
  EXPECT_THAT(MeetAll(cut_dfs, TwoFailures).violations, SizeIs(2));
  DporStrategy dpor(GetParam());
  EndsAtViolations cut_dpor(dpor);
  const Met missing = MeetAll(cut_dpor, TwoFailures);
  EXPECT_EQ(missing.exploration.executions, 1);
  EXPECT_THAT(missing.violations, SizeIs(1));
}

// Gives up executions that exceed a bound on preemptions.
class GivesUpBeyond final : public ForwardingStrategy {
 public:
  GivesUpBeyond(uint32_t bound, Strategy& inner)
      : ForwardingStrategy(inner), bound_(bound) {}
  bool StartExecution() override {
    preemptions_ = 0;
    return ForwardingStrategy::StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    const TaskId task = ForwardingStrategy::PickTask(point);
    if (point.current != kNoTask && task != point.current) ++preemptions_;
    return preemptions_ <= bound_ ? task : kPrune;
  }

 private:
  const uint32_t bound_;
  uint32_t preemptions_ = 0;
};

// A bound makes steps depend on each other that otherwise commute.
TEST_P(SoundnessTrapTest, BoundOnPreemptionsNeedsItsOwnReduction) {
  for (const KnownProgram& program : KnownPrograms()) {
    if (program.name != "lastzero_3") continue;
    const auto body = [&] {
      program.body(TaskOrder::kAsListed);
      return std::string();
    };
    DepthFirstStrategy dfs(/*preemptions=*/0);
    const Met all = MeetAll(dfs, body);
    EXPECT_THAT(all.traces, SizeIs(12));
    BoundedDporStrategy bounded(/*preemptions=*/0);
    EXPECT_EQ(Difference(all, MeetAll(bounded, body)), "");
    DporStrategy dpor(GetParam());
    GivesUpBeyond broken(/*bound=*/0, dpor);
    EXPECT_LE(MeetAll(broken, body).traces.size(), 6);
    return;
  }
  ADD_FAILURE() << "no such program";
}

// Gives up executions that let a task go that sleeps: one that was tried before
// where the execution turned off, and with which all steps since commute.
class WithSleepSets final : public ForwardingStrategy {
 public:
  using ForwardingStrategy::ForwardingStrategy;
  bool StartExecution() override {
    depth_ = 0;
    return ForwardingStrategy::StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    const TaskId task = ForwardingStrategy::PickTask(point);
    if (task == kNoTask || task == kPrune) return task;
    if (depth_ == path_.size()) {
      path_.emplace_back();
      if (depth_ > 0) SleepOn(path_[depth_ - 1], path_[depth_]);
    } else if (path_[depth_].step.task != task) {
      path_.resize(depth_ + 1);
      path_[depth_].asleep.push_back(path_[depth_].step);
    }
    Node& node = path_[depth_++];
    const Operation& operation = point.operations.pending(task);
    node.step = AccessAt(operation, kNoObject, *operation.word);
    return Sleeps(node, task) ? kPrune : task;
  }

 private:
  struct Node {
    Access step;
    std::vector<Access> asleep;
  };

  static void SleepOn(const Node& before, Node& node) {
    for (const Access& access : before.asleep)
      if (Commute(access, before.step)) node.asleep.push_back(access);
  }
  static bool Sleeps(const Node& node, TaskId task) {
    return std::any_of(
        node.asleep.begin(), node.asleep.end(),
        [&](const Access& access) { return access.task == task; });
  }

  size_t depth_ = 0;
  std::vector<Node> path_;
};

std::string StoreBeforeLoad() {
  Atomic<int> x("x", 0), y("y", 0);
  Spawn("reader", [&] {
    x.Store(1);
    CHECKER_EXPECT(y.Load() == 0);
  });
  Spawn("writer", [&] { y.Store(1); });
  JoinAll();
  return "";
}

// The reader has gone first, and sleeps while the writer goes, since only its
// second step conflicts. That the writer's step could come between the two of
// the reader is no help where it may not be preempted.
TEST(SleepSetsUnderABoundTest, SleepSetsForgetThePreemptionsThatAreLeft) {
  BoundedDporStrategy bounded(/*preemptions=*/0);
  const Met all = MeetAll(bounded, StoreBeforeLoad);
  EXPECT_THAT(all.traces, SizeIs(2));
  EXPECT_THAT(all.violations, SizeIs(1));

  BoundedDporStrategy asleep(/*preemptions=*/0);
  WithSleepSets broken(asleep);
  const Met missing = MeetAll(broken, StoreBeforeLoad);
  EXPECT_TRUE(missing.exploration.stop == StopReason::kExhausted);
  EXPECT_THAT(missing.traces, SizeIs(1));
  EXPECT_THAT(missing.violations, SizeIs(0));

  // It is the bound that makes them wrong.
  BoundedDporStrategy unbounded(/*preemptions=*/9);
  WithSleepSets sound(unbounded);
  EXPECT_EQ(Difference(all, MeetAll(sound, StoreBeforeLoad)), "");
}

// Gives up executions where they come to a state that was met before: the same
// words of objects, and tasks that have seen the same.
class GivesUpAtKnownStates final : public ForwardingStrategy {
 public:
  using ForwardingStrategy::ForwardingStrategy;
  bool StartExecution() override {
    before_.swap(now_);
    now_.clear();
    tasks_.clear();
    words_.clear();
    return ForwardingStrategy::StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    const bool repeats = now_.size() < before_.size() &&
                         std::equal(now_.begin(), now_.end(), before_.begin());
    if (!known_.insert(State(point)).second && !repeats) return kPrune;
    const TaskId task = ForwardingStrategy::PickTask(point);
    if (task == kNoTask || task == kPrune) return task;
    now_.push_back(task);
    const Operation& operation = point.operations.pending(task);
    uint64_t& seen = tasks_[task];
    seen = Combine(seen, Fingerprint(operation));
    if (!Writes(operation.kind)) seen = Combine(seen, *operation.word);
    return task;
  }

 private:
  uint64_t State(const SchedulingPoint& point) {
    for (const TaskId task : point.pending) {
      const Operation& operation = point.operations.pending(task);
      words_[operation.object] = operation.word;
    }
    uint64_t state = 0;
    for (const auto& [task, seen] : tasks_)
      state = Combine(Combine(state, Index(task)), seen);
    for (const auto& [object, word] : words_)
      state = Combine(Combine(state, Index(object)), *word);
    return state;
  }

  std::vector<TaskId> before_, now_;  // the picks of the last two executions
  std::map<TaskId, uint64_t> tasks_;
  std::map<ObjectId, const uint64_t*> words_;
  std::set<uint64_t> known_;
};

// Two tasks that store who they are and look who it is, twice.
std::string WhoIsIt() {
  Atomic<int> x("x", 0);
  std::string seen[2];
  for (const int i : {0, 1}) {
    Spawn(Name("t", i), [&, i] {
      for (int round = 0; round < 2; ++round) {
        x.Store(i);
        absl::StrAppend(&seen[i], x.Load());
      }
    });
  }
  JoinAll();
  return absl::StrCat(seen[0], " ", seen[1], " ", x.Peek());
}

// What follows a known state races with what came before it, which is new.
TEST_P(SoundnessTrapTest, ExecutionsAreNotCutAtKnownStates) {
  const Met all = Everything(WhoIsIt);
  DepthFirstStrategy dfs;
  GivesUpAtKnownStates cut_dfs(dfs);
  EXPECT_EQ(MeetAll(cut_dfs, WhoIsIt).states, all.states);
  DporStrategy dpor(GetParam());
  GivesUpAtKnownStates cut_dpor(dpor);
  const Met missing = MeetAll(cut_dpor, WhoIsIt);
  EXPECT_THAT(missing.states, IsSubsetOf(all.states));
  EXPECT_LT(missing.states.size(), all.states.size());
}

}  // namespace
}  // namespace checker
