// Raw block devices: one bio that is waited for, one that completes by itself,
// and several.

#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Workload RawIo(ReqOp op, bool async, uint32_t bios) {
  return MakeSmallIo({.release = "7.3",
                      .op = op,
                      .filesystem = FileSystem::kRawBlockDevice,
                      .async = async,
                      .bios = bios,
                      .integrity = std::nullopt});
}

class BlockDev
    : public testing::TestWithParam<std::tuple<ReqOp, bool, uint32_t>> {
 protected:
  Workload Make() const {
    const auto& [op, async, bios] = GetParam();
    return RawIo(op, async, bios);
  }
};

TEST_P(BlockDev, CompletesOnceWithAllBytes) {
  Workload workload = Make();
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

TEST_P(BlockDev, TakesAnyFault) {
  Workload workload = Make();
  AllowAnyFault(workload);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// With NOWAIT, too: several bios are refused, one may find no request.
TEST_P(BlockDev, TakesAnyFaultWithNowait) {
  Workload workload = Make();
  std::get<IoSpec>(workload.tasks[0].operations[0]).flags.nowait = true;
  AllowAnyFault(workload);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// R14b: nothing is bounced, in any release.
TEST_P(BlockDev, IsNotBounced) {
  const auto& [op, async, bios] = GetParam();
  Workload workload = MakeSmallIo({.release = "7.3",
                                   .op = op,
                                   .filesystem = FileSystem::kRawBlockDevice,
                                   .async = async,
                                   .bios = bios,
                                   .users = 1});
  EXPECT_THAT(RowsFoundIn(workload),
              ElementsAre(op == ReqOp::kWrite ? "R14b guard_mismatch"
                                              : "R07 guard_mismatch"));
}

INSTANTIATE_TEST_SUITE_P(
    Calls, BlockDev,
    testing::Combine(testing::Values(ReqOp::kWrite, ReqOp::kRead),
                     testing::Bool(), testing::Values(1, 2)));

// Several bios that fail: any error may win, and none is lost.
TEST(BlockDevErrors, OneOfSeveralIsReturned) {
  for (const bool async : {false, true}) {
    Workload workload = RawIo(ReqOp::kRead, async, 2);
    AllowOneFault(workload, {FaultKind::kDeviceError});
    workload.faults.most = 2;
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  }
}

// A vector that cannot be pinned half way: what was submitted is waited for.
TEST(BlockDevErrors, PinFailureHalfWayEndsTheCall) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    for (const bool async : {false, true}) {
      Workload workload = RawIo(op, async, 2);
      workload.buffers[0].holes = {{kSmallInterval, kSmallInterval}};
      EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
      EXPECT_TRUE(Reached(workload, KernelStep::kDioPut));
    }
  }
}

// An async read is complete before its pages are dirtied and unpinned.
TEST(BlockDevAsync, CompletesBeforeItReleases) {
  Workload workload = RawIo(ReqOp::kRead, /*async=*/true, 1);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kDirtyCheck));
}

// The submitter finds the completion by itself.
TEST(BlockDevAsync, IsPolledFor) {
  Workload workload = RawIo(ReqOp::kRead, /*async=*/true, 1);
  std::get<IoSpec>(workload.tasks[0].operations[0]).flags.hipri = true;
  AllowOneFault(workload, {FaultKind::kDeviceError});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

}  // namespace
}  // namespace dio
