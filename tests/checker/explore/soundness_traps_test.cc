// Traps in partial-order reduction, each with a program that falls into it: the
// real search meets every class, and one without the guard does not. From the
// literature and from prototypes that fell into them.

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "checker/checker.h"
#include "checker/explore/bounded_dpor.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/fingerprint.h"
#include "checker/runtime/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/broken_dependence.h"
#include "tests/checker/explore/classes.h"
#include "tests/checker/explore/forwarding_strategy.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSubsetOf;
using ::testing::SizeIs;

using Body = absl::FunctionRef<std::string()>;

class SoundnessTrapTest : public testing::TestWithParam<DporMode> {
 protected:
  // What plain search meets, having checked that reduced search meets the same.
  static Met Everything(Body body) {
    DepthFirstStrategy dfs;
    const Met all = MeetAll(dfs, body);
    EXPECT_TRUE(all.exploration.complete());
    DporStrategy dpor(GetParam());
    const Met reduced = MeetAll(dpor, body);
    EXPECT_TRUE(reduced.exploration.complete()) << reduced.exploration.error;
    EXPECT_EQ(Difference(all, reduced), "");
    EXPECT_EQ(reduced.violations, all.violations);
    EXPECT_EQ(reduced.states, all.states);
    return all;
  }

  static Met With(Flaw flaw, Body body) {
    const ScopedFlaw scoped(flaw);
    const std::unique_ptr<Strategy> broken = MakeBrokenDpor(GetParam());
    return MeetAll(*broken, body);
  }
};

INSTANTIATE_TEST_SUITE_P(, SoundnessTrapTest,
                         testing::Values(DporMode::kOptimal, DporMode::kSource),
                         [](const auto& info) {
                           return info.param == DporMode::kOptimal ? "Optimal"
                                                                   : "Source";
                         });

// --- Which operations commute ---

std::string StoreAndLoad() {
  Atomic<int> x("x", 0);
  Spawn("reader", [&] { CHECKER_EXPECT(x.Load() == 0); });
  Spawn("writer", [&] { x.Store(1); });
  JoinAll();
  return "";
}

TEST_P(SoundnessTrapTest, LoadDoesNotCommuteWithStore) {
  const Met all = Everything(StoreAndLoad);
  EXPECT_THAT(all.traces, SizeIs(2));
  EXPECT_THAT(all.violations, SizeIs(1));
  const Met missing = With(Flaw::kReadAndWrite, StoreAndLoad);
  EXPECT_THAT(missing.traces, SizeIs(1));
  EXPECT_THAT(missing.violations, SizeIs(0));
}

// As many tasks as references, each of which drops one. Who comes last?
std::string DropAll(int count) {
  Refcount refs("refs", count);
  int last = 0;
  for (int i = 1; i <= count; ++i) {
    Spawn(Name("t", i), [&, i] {
      if (refs.Put()) last = i;
    });
  }
  JoinAll();
  return absl::StrCat(last);
}

// No drop is the last where it stands first, but that is no label to keep: a
// drop that sleeps becomes the last while others go.
TEST_P(SoundnessTrapTest, DropThatIsNotTheLastBecomesTheLast) {
  for (const int count : {2, 3, 4}) {
    const auto body = [count] { return DropAll(count); };
    const Met all = Everything(body);
    EXPECT_THAT(all.traces, SizeIs(count));
    EXPECT_THAT(all.states, SizeIs(count));
    EXPECT_THAT(With(Flaw::kDropsByLabel, body).states, SizeIs(1));
  }
}

// Two references: take and drop commute two by two, but the drops must not
// both come first.
std::string TakeDropDrop() {
  Refcount refs("refs", 2);
  Spawn("takes", [&] { refs.Get(); });
  Spawn("drops", [&] { static_cast<void>(refs.Put()); });
  Spawn("drops too", [&] { static_cast<void>(refs.Put()); });
  JoinAll();
  return "";
}

TEST_P(SoundnessTrapTest, WhatCommutesTwoByTwoNeedNotForThree) {
  const Met all = Everything(TakeDropDrop);
  EXPECT_THAT(all.violations, SizeIs(1));
  const Met missing = With(Flaw::kTakeAndDrop, TakeDropDrop);
  EXPECT_GE(Missed(all, missing), 1);
  EXPECT_THAT(missing.violations, SizeIs(0));
}

std::string QueueTwo() {
  Atomic<int> x("x", 0);
  {
    WorkQueue queue("worker");
    for (const int i : {1, 2})
      Spawn(Name("t", i), [&, i] { queue.Queue([&x, i] { x.Store(i); }); });
    JoinAll();
  }
  return absl::StrCat(x.Peek());
}

TEST_P(SoundnessTrapTest, AppendsDoNotCommute) {
  const Met all = Everything(QueueTwo);
  EXPECT_THAT(all.states, ElementsAre("1", "2"));
  EXPECT_THAT(With(Flaw::kAppends, QueueTwo).states, SizeIs(1));
}

// --- What an operation does where it is moved to ---

// A compare-exchange that failed may succeed once it comes earlier.
TEST_P(SoundnessTrapTest, CompareExchangeMovedEarlierMaySucceed) {
  const std::map<std::string, uint64_t> classes = {
      {"cas_4", 4}, {"casrot_5", 43}, {"casw_3", 66}};
  uint64_t tried = 0;
  uint64_t missed = 0;
  for (const KnownProgram& program : KnownPrograms()) {
    const auto found = classes.find(program.name);
    if (found == classes.end()) continue;
    ++tried;
    for (const TaskOrder order :
         {TaskOrder::kAsListed, TaskOrder::kReversed, TaskOrder::kRotated}) {
      const auto body = [&] {
        program.body(order);
        return std::string();
      };
      const Met all = Everything(body);
      EXPECT_THAT(all.traces, SizeIs(found->second)) << program.name;
      missed += Missed(all, With(Flaw::kCasKeepsOutcome, body));
    }
  }
  EXPECT_EQ(tried, classes.size());
  // In source mode only tasks are kept, whatever they do when they go.
  if (GetParam() == DporMode::kOptimal)
    EXPECT_GE(missed, 1);
  else
    EXPECT_EQ(missed, 0);
}

// The wait is enabled, then disabled, then enabled again. It cannot come just
// before the last store, but before both.
std::string WaitForNull() {
  Atomic<int> x("x", 0);
  Spawn("writer", [&] {
    x.Store(1);
    x.Store(0);
  });
  Spawn("waiter", [&] { x.Await([](int value) { return value == 0; }); });
  JoinAll();
  return "";
}

TEST_P(SoundnessTrapTest, WaitGoesBeforeWhatDisablesIt) {
  EXPECT_THAT(Everything(WaitForNull).traces, SizeIs(2));
  EXPECT_THAT(With(Flaw::kWaitsMoveOnce, WaitForNull).traces, SizeIs(1));
}

// --- Operations that never happen ---

// The waiter has come too late in the first execution, and never goes.
std::string WaitTooLong() {
  Atomic<int> x("x", 0);
  Spawn("writer", [&] {
    x.Store(1);
    x.Store(0);
  });
  Spawn("waiter", [&] { x.Await([](int value) { return value == 1; }); });
  JoinAll();
  return "through";
}

// Whoever locks first is through.
std::string LockForEver() {
  Mutex lock("lock");
  int through = 0;
  for (const int i : {1, 2}) {
    Spawn(Name("t", i), [&, i] {
      lock.Lock();
      through = i;
      CHECKER_EXPECT(through != 2);
    });
  }
  JoinAll();
  return "";
}

TEST_P(SoundnessTrapTest, BlockedOperationsHaveRaces) {
  {
    const Met all = Everything(WaitTooLong);
    EXPECT_THAT(all.traces, SizeIs(2));
    EXPECT_THAT(all.states, ElementsAre("through"));
    const Met missing = With(Flaw::kBlockedForgotten, WaitTooLong);
    EXPECT_THAT(missing.traces, SizeIs(1));
    EXPECT_THAT(missing.states, SizeIs(0));
  }
  const Met all = Everything(LockForEver);
  EXPECT_THAT(all.traces, SizeIs(2));
  const Met missing = With(Flaw::kBlockedForgotten, LockForEver);
  EXPECT_THAT(missing.traces, SizeIs(1));
  EXPECT_LT(missing.violations.size(), all.violations.size());
}

// --- Executions that are cut ---

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
