// A million executions that are ended while tasks are deep in instrumented
// code: TSan keeps a call stack of its own for each fiber, which must be back
// where it was, and nothing may pile up.

#include <cstdint>
#include <cstdio>
#include <fstream>

#include "checker/explore/random.h"
#include "checker/runtime/execution.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

constexpr int kExecutions = 1'000'000;
constexpr int kDepth = 10;
constexpr uint32_t kMaxSteps = 5;

class Silent final : public ExecutionListener {
 public:
  bool IsNew(uint64_t) override { return false; }
  void OnViolation(const Violation&, uint32_t) override {}
};

// Not a tail call, so that it can neither be turned into a loop nor left out.
[[gnu::noinline]] int Descend(int depth, Atomic<int>& x) {
  volatile int here = depth;
  if (depth == 0) {
    for (int i = 0; i < 4; ++i) x.FetchAdd(1);
    CHECKER_EXPECT(x.Load() != 7);
    return here;
  }
  const int below = Descend(depth - 1, x);
  return below + here;
}

void Body() {
  Atomic<int> x("x", 0);
  for (int i = 0; i < 3; ++i) Spawn(Name("t", i), [&] { Descend(kDepth, x); });
  JoinAll();
}

// In KiB.
int64_t ResidentMemory() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    int64_t kibibytes = 0;
    if (word == "VmRSS:" && status >> kibibytes) return kibibytes;
  }
  return -1;
}

TEST(EndedEarlyTest, MemoryStaysFlat) {
  Execution execution;
  RandomStrategy strategy(1);
  Silent silent;
  int64_t early = 0;
  uint64_t ended = 0;
  for (int i = 0; i < kExecutions; ++i) {
    // TSan's own tables have grown to their size by then.
    if (i == kExecutions * 3 / 10) early = ResidentMemory();
    // Half of them at the bound, the others at a violation.
    const bool at_bound = i % 2 == 0;
    ASSERT_TRUE(strategy.StartExecution());
    const ExecutionResult result = execution.Run(
        Body, strategy,
        {.max_steps = at_bound ? kMaxSteps : 1000, .stop_at_violation = true},
        silent);
    strategy.FinishExecution();
    ended += result.end == ExecutionEnd::kStepBound ||
             result.end == ExecutionEnd::kViolation;
  }
  const int64_t late = ResidentMemory();
  EXPECT_GT(ended, kExecutions / 2);
  ASSERT_GT(early, 0);
  EXPECT_LT(late - early, early / 100) << early << " KiB, then " << late;
  EXPECT_EQ(execution.tsan_tally().reports, 0);
}

}  // namespace
}  // namespace checker
