// TSan remembers four accesses to eight bytes. With up to three others in
// between it must report a race; beyond that our clocks decide, and a miss is
// counted.

#include <atomic>
#include <cstdint>

#include "checker/sync/atomic.h"
#include "checker/sync/shared.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/tsan/schedules.h"

namespace checker {
namespace {

// An unordered reader, then `between` readers and a writer who follow each
// other. The variable is at another place of the shadow each time.
template <typename Variable, typename Access>
void ReadersBetween(int between, Access access) {
  static int where = 0;
  Variable all[64];
  Variable& x = all[where++ % 64];
  Atomic<int> turn("turn", 0);
  Spawn("unordered", [&] {
    access(x, false);
    turn.Store(1, std::memory_order_relaxed);
  });
  for (int i = 1; i <= between + 1; ++i) {
    Spawn(Name("ordered", i), [&, i] {
      turn.Await([i](int value) { return value == i; });
      access(x, i == between + 1);
      turn.Store(i + 1);
    });
  }
  JoinAll();
}

struct Verdicts {
  int racy = 0;
  TsanTally tally;
};

constexpr int kExecutions = 200;

template <typename Variable, typename Access>
Verdicts Try(int between, Access access) {
  Verdicts verdicts;
  Schedules schedules;
  for (int i = 0; i < kExecutions; ++i) {
    schedules.ForEach(
        [&] { ReadersBetween<Variable>(between, access); },
        [&](const Schedule& schedule) { verdicts.racy += schedule.racy(); });
  }
  verdicts.tally = schedules.tally();
  return verdicts;
}

struct Named : Shared<int64_t> {
  Named() : Shared("x", 0) {}
};

void AccessShared(Named& x, bool write) {
  if (write) {
    x.Write(1);
  } else {
    x.Read();
  }
}

void AccessPlain(Plain<int64_t>& x, bool write) {
  if (write) {
    x.Write();
  } else {
    x.Read();
  }
}

class ShadowTest : public testing::TestWithParam<int> {};

TEST_P(ShadowTest, UpToThreeAccessesBetweenHideNothing) {
  const Verdicts shared = Try<Named>(GetParam(), AccessShared);
  EXPECT_EQ(shared.racy, kExecutions);
  EXPECT_EQ(shared.tally.agreed, kExecutions);
  EXPECT_EQ(shared.tally.missed, 0);
  if (GetParam() == 3) return;  // its initialization comes on top
  const Verdicts plain = Try<Plain<int64_t>>(GetParam(), AccessPlain);
  EXPECT_EQ(plain.racy, kExecutions);
  EXPECT_EQ(plain.tally.reports, kExecutions);
}

INSTANTIATE_TEST_SUITE_P(Readers, ShadowTest, testing::Values(0, 1, 2, 3));

TEST(ShadowTest, BeyondThatOurClocksDecideAndMissesAreCounted) {
  const Verdicts shared = Try<Named>(8, AccessShared);
  EXPECT_EQ(shared.racy, kExecutions);
  EXPECT_GT(shared.tally.missed, 0);
  EXPECT_EQ(shared.tally.agreed + shared.tally.missed, kExecutions);
  EXPECT_EQ(shared.tally.alone, 0);
}

}  // namespace
}  // namespace checker
