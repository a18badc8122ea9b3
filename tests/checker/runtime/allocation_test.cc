// An execution that runs to its end allocates nothing on the heap, once the
// shapes of all executions have been met.

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/strings/string_view.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/pct.h"
#include "checker/explore/pos.h"
#include "checker/explore/random.h"
#include "checker/explore/surw.h"
#include "checker/explore/urw.h"
#include "checker/sync/atomic.h"
#include "checker/sync/bytes.h"
#include "checker/sync/expect.h"
#include "checker/sync/heap.h"
#include "checker/sync/mutex.h"
#include "checker/sync/refcount.h"
#include "checker/sync/shared.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
#include "gtest/gtest.h"
#include "tests/checker/runtime/counting_new.h"

namespace checker {
namespace {

struct Node {
  Shared<int> value{"node.value", 0};
};

// One use of everything, small enough for all its interleavings.
void UseEverything() {
  Atomic<int> x("x", 0);
  Mutex mutex("mutex");
  SpinLock spin("spin");
  Refcount references("references", 2);
  WaitQueue waiters("waiters");
  Completion done("done");
  Bytes page("page", 512, 64);
  auto* const node = Heap::New<Node>("node");
  WorkQueue queue("queue", ContextKind::kIrq);

  const auto put = [&, node] {
    if (references.Put()) Heap::Delete(node);
  };
  Spawn("waiter", [&] {
    const MutexLock lock(mutex);
    waiters.WaitUntil([&] { return x.Load() != 0; });
    put();
  });
  Spawn("waker", [&] {
    uint8_t chunk[64];
    page.Sample(0, chunk);
    page.Fill(64, chunk);
    x.Store(Choose(2, "value") + 1);
    waiters.WakeAll();
    queue.Queue([&] {
      const MutexLock lock(spin);
      done.Complete();
    });
    done.Wait();
    put();
  });
  JoinAll();
}

// Looks at the number of allocations before each execution.
template <typename S>
class Watching final : public Strategy {
 public:
  explicit Watching(S& strategy, std::function<void()> before)
      : strategy_(strategy), before_(std::move(before)) {}

  absl::string_view name() const override { return strategy_.name(); }
  bool exhaustive() const override { return strategy_.exhaustive(); }
  bool StartExecution() override {
    before_();
    return strategy_.StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    return strategy_.PickTask(point);
  }
  int PickValue(const ChoicePoint& point) override {
    return strategy_.PickValue(point);
  }
  void AtEnd(const EndPoint& point) override { strategy_.AtEnd(point); }
  void FinishExecution() override { strategy_.FinishExecution(); }
  bool hears_causes() const override { return strategy_.hears_causes(); }
  void OnSpawn(TaskId parent, TaskId child) override {
    strategy_.OnSpawn(parent, child);
  }
  void OnJoin(TaskId task, TaskId joined) override {
    strategy_.OnJoin(task, joined);
  }
  void OnQuiescence(TaskId task) override { strategy_.OnQuiescence(task); }

 private:
  S& strategy_;
  std::function<void()> before_;
};

// How many of `budget.max_executions` executions there are under `strategy`,
// and how many allocations in the second half of them.
struct Measured {
  uint64_t executions = 0;
  uint64_t allocations_in_second_half = 0;
  size_t violations = 0;
};

template <typename S>
Measured Measure(S strategy, uint64_t executions) {
  uint64_t started = 0;
  uint64_t at_half = 0;
  Watching<S> watching(strategy, [&] {
    if (started++ == executions / 2) at_half = Allocations();
  });
  Explorer explorer(UseEverything);
  const Exploration exploration =
      explorer.Explore(watching, {.max_executions = executions});
  return {exploration.executions, Allocations() - at_half,
          exploration.violations.size()};
}

TEST(AllocationTest, TheCounterCounts) {
  const uint64_t before = Allocations();
  int* volatile number = new int(7);  // or the compiler leaves it out
  delete number;
  EXPECT_GT(Allocations(), before);
}

TEST(AllocationTest, DfsAllocatesNothingInTheSecondHalf) {
  Explorer explorer(UseEverything);
  DepthFirstStrategy counting;
  const uint64_t executions = explorer.Explore(counting, Budget()).executions;
  ASSERT_GT(executions, 1000);
  const Measured measured = Measure(DepthFirstStrategy(), executions);
  EXPECT_EQ(measured.executions, executions);
  EXPECT_EQ(measured.violations, 0);
  EXPECT_EQ(measured.allocations_in_second_half, 0);
}

TEST(AllocationTest, DporAllocatesNothingInTheSecondHalf) {
  for (const DporMode mode : {DporMode::kOptimal, DporMode::kSource}) {
    Explorer explorer(UseEverything);
    DporStrategy counting(mode);
    const uint64_t executions = explorer.Explore(counting, Budget()).executions;
    ASSERT_GT(executions, 4);
    const Measured measured = Measure(DporStrategy(mode), executions);
    EXPECT_EQ(measured.executions, executions);
    EXPECT_EQ(measured.allocations_in_second_half, 0);
  }
}

template <typename S>
void ExpectNoAllocations(S strategy) {
  const Measured measured = Measure(std::move(strategy), 10'000);
  EXPECT_EQ(measured.executions, 10'000);
  EXPECT_EQ(measured.violations, 0);
  EXPECT_EQ(measured.allocations_in_second_half, 0);
}

TEST(AllocationTest, SamplersAllocateNothingInTheSecondHalf) {
  ExpectNoAllocations(RandomStrategy(/*seed=*/1));
  ExpectNoAllocations(UrwStrategy(/*seed=*/1));
  ExpectNoAllocations(SurwStrategy(/*seed=*/1));
  ExpectNoAllocations(PctStrategy(/*seed=*/1, /*depth=*/3));
  ExpectNoAllocations(PosStrategy(/*seed=*/1));
}

}  // namespace
}  // namespace checker
