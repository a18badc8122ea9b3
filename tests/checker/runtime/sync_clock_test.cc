// SyncClock and RaceShadow against happens-before as it is defined: a path of
// edges from one event to the other.

#include "checker/runtime/sync_clock.h"

#include <array>
#include <vector>

#include "checker/explore/random.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

constexpr size_t kTasks = 4;
constexpr size_t kObjects = 3;
constexpr size_t kVariables = 2;

struct Access {
  size_t event;
  size_t task;
  bool write;
};

// Every event so far with all events that happened before it.
class NaiveOrder {
 public:
  // Adds an event of `task`, after everything that task has done.
  void Begin(size_t task) {
    before_.push_back(task_[task]);
    before_.back().resize(before_.size(), false);
    before_.back()[before_.size() - 1] = true;
    task_[task] = before_.back();
  }
  void Acquire(size_t task, size_t object) {
    Join(task_[task], released_[object]);
    before_.back() = task_[task];
  }
  void Release(size_t task, size_t object) {
    Join(released_[object], task_[task]);
  }
  void ReleaseOnly(size_t task, size_t object) {
    released_[object] = task_[task];
  }
  void Clear(size_t object) { released_[object].clear(); }

  size_t last() const { return before_.size() - 1; }
  bool HappenedBefore(size_t a, size_t b) const {
    return a < before_[b].size() && before_[b][a];
  }

 private:
  using Past = std::vector<bool>;

  static void Join(Past& past, const Past& other) {
    past.resize(std::max(past.size(), other.size()), false);
    for (size_t i = 0; i < other.size(); ++i) past[i] = past[i] || other[i];
  }

  std::vector<Past> before_;
  std::array<Past, kTasks> task_;
  std::array<Past, kObjects> released_;
};

// One random history, with the clocks and the naive order side by side.
class History {
 public:
  explicit History(uint64_t seed) : random_(seed) {
    for (TaskClock& clock : clocks_) clock.Reset(kTasks);
  }

  // Adds an event; returns false once a race was found.
  bool Step() {
    const size_t task = random_.Below(kTasks);
    clocks_[task].Tick(TaskId(task));
    naive_.Begin(task);
    if (random_.Below(4) != 0) {
      Synchronise(task, random_.Below(kObjects));
      return true;
    }
    return AccessVariable(task, random_.Below(kVariables));
  }

 private:
  void Synchronise(size_t task, size_t object) {
    SyncClock& shared = objects_[object];
    switch (random_.Below(6)) {
      case 0:
      case 1:
        shared.AcquireInto(clocks_[task]);
        naive_.Acquire(task, object);
        return;
      case 2:
        shared.ReleaseFrom(clocks_[task], kTasks, arena_);
        naive_.Release(task, object);
        return;
      case 3:
        shared.AcquireInto(clocks_[task]);
        naive_.Acquire(task, object);
        shared.ReleaseFrom(clocks_[task], kTasks, arena_);
        naive_.Release(task, object);
        return;
      case 4:
        shared.AssignFrom(clocks_[task], kTasks, arena_);
        naive_.ReleaseOnly(task, object);
        return;
      case 5:
        shared.Clear();
        naive_.Clear(object);
        return;
    }
  }

  bool AccessVariable(size_t task, size_t variable) {
    const bool write = random_.Below(6) == 0;
    const Operation operation{.kind = write ? OpKind::kWrite : OpKind::kRead,
                              .task = TaskId(task)};
    const RaceShadow::Access* const found = shadows_[variable].Record(
        operation, write, clocks_[task], kTasks, arena_);

    bool races = false;
    bool found_is_one = false;
    for (const Access& earlier : accesses_[variable]) {
      if (!(write || earlier.write) ||
          naive_.HappenedBefore(earlier.event, naive_.last()))
        continue;
      races = true;
      found_is_one |=
          found != nullptr && Index(found->operation.task) == earlier.task &&
          (found->operation.kind == OpKind::kWrite) == earlier.write;
    }
    EXPECT_EQ(found != nullptr, races);
    EXPECT_EQ(found_is_one, races) << "the access that it names races";
    accesses_[variable].push_back({naive_.last(), task, write});
    return !races;
  }

  SplitMix64 random_;
  Arena arena_;
  std::array<TaskClock, kTasks> clocks_;
  std::array<SyncClock, kObjects> objects_;
  std::array<RaceShadow, kVariables> shadows_;
  NaiveOrder naive_;
  std::array<std::vector<Access>, kVariables> accesses_;
};

TEST(RaceShadowTest, FindsTheFirstRaceOfRandomHistories) {
  constexpr int kHistories = 2000;
  int races = 0;
  size_t longest = 0;
  for (uint64_t seed = 0; seed < kHistories; ++seed) {
    History history(seed);
    size_t length = 1;
    while (history.Step() && length < 60) ++length;
    if (length < 60) ++races;
    longest = std::max(longest, length);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
  // Histories that are worth comparing: many with a race, some long without.
  EXPECT_GT(races, kHistories / 2);
  EXPECT_EQ(longest, 60);
}

TEST(SyncClockTest, CarriesNothingBeforeTheFirstRelease) {
  TaskClock task;
  task.Reset(2);
  const SyncClock clock;
  clock.AcquireInto(task);
  EXPECT_EQ(task.of(TaskId{1}), 0);
}

// Tasks may be met after a clock was first released.
TEST(SyncClockTest, GrowsWithTheNumberOfTasks) {
  Arena arena;
  TaskClock first;
  first.Reset(3);
  first.Tick(TaskId{0});
  SyncClock clock;
  clock.ReleaseFrom(first, 1, arena);
  TaskClock third;
  third.Reset(3);
  third.Tick(TaskId{2});
  clock.ReleaseFrom(third, 3, arena);
  TaskClock reader;
  reader.Reset(3);
  clock.AcquireInto(reader);
  EXPECT_EQ(reader.of(TaskId{0}), 1);
  EXPECT_EQ(reader.of(TaskId{1}), 0);
  EXPECT_EQ(reader.of(TaskId{2}), 1);
}

}  // namespace
}  // namespace checker
