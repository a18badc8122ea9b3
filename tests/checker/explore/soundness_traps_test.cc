// Traps in partial-order reduction, each with a program that falls into it: the
// real search meets every class, and one without the guard does not. From the
// literature and from prototypes that fell into them.

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/checker.h"
#include "checker/explore/dpor.h"
#include "checker/explore/forwarding_strategy.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/broken_dependence.h"
#include "tests/checker/explore/classes.h"
#include "tests/checker/explore/known_programs.h"
#include "tests/checker/explore/soundness_trap.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

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

// --- When a race is judged ---

// Makes each task know, before its step is compared with others, of all that
// was done to the step's object.
class JoinsObjectFirst final : public ForwardingStrategy {
 public:
  using ForwardingStrategy::ForwardingStrategy;
  bool StartExecution() override {
    users_.clear();
    return ForwardingStrategy::StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    for (const TaskId task : point.pending) {
      for (const TaskId user : users_[point.operations.pending(task).object])
        if (user != task) OnJoin(task, user);
    }
    const TaskId task = ForwardingStrategy::PickTask(point);
    if (point.enabled.Contains(task))
      users_[point.operations.pending(task).object].insert(task);
    return task;
  }

 private:
  std::map<ObjectId, std::set<TaskId>> users_;
};

// What was joined seems to have happened before, so that nothing is a race.
TEST_P(SoundnessTrapTest, RaceIsJudgedBeforeTheObjectsClockIsJoined) {
  const Met all = Everything(StoreAndLoad);
  EXPECT_THAT(all.traces, SizeIs(2));
  EXPECT_THAT(all.violations, SizeIs(1));
  DporStrategy dpor(GetParam());
  JoinsObjectFirst broken(dpor);
  const Met missing = MeetAll(broken, StoreAndLoad);
  EXPECT_TRUE(missing.exploration.complete());
  EXPECT_THAT(missing.traces, SizeIs(1));
  EXPECT_THAT(missing.violations, SizeIs(0));
}

}  // namespace
}  // namespace checker
