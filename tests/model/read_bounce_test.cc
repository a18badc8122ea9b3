// Lazy read bouncing: whatever users store, a good read succeeds; what is
// corrupt fails twice, and is reported (KERNEL.md §1.10).

#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Workload LazyRead(bool async, uint32_t bios, uint32_t users,
                  ReadBounce mode = ReadBounce::kLazy) {
  Workload workload = MakeSmallIo({.release = "7.4-queue",
                                   .op = ReqOp::kRead,
                                   .async = async,
                                   .bios = bios,
                                   .users = users});
  workload.files[0].read_bounce = mode;
  return workload;
}

class LazyReads
    : public testing::TestWithParam<std::tuple<bool, uint32_t, uint32_t>> {};

TEST_P(LazyReads, NoStoreMakesThemFail) {
  const auto& [async, bios, users] = GetParam();
  Workload workload = LazyRead(async, bios, users);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_EQ(Reached(workload, KernelStep::kRereadDone), users > 0);
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, LazyReads,
    testing::Values(std::tuple(false, 1, 0), std::tuple(false, 1, 1),
                    std::tuple(true, 1, 1), std::tuple(false, 1, 2),
                    std::tuple(false, 2, 1), std::tuple(true, 2, 1)));

TEST(ReadBounce, NeverReportsTheUsersDoing) {
  for (const bool async : {false, true}) {
    Workload workload = LazyRead(async, 1, 1, ReadBounce::kNever);
    EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R07 guard_mismatch"));
  }
}

TEST(ReadBounce, AlwaysReadsThroughFolios) {
  for (const bool async : {false, true}) {
    Workload workload = LazyRead(async, 2, 1, ReadBounce::kAlways);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kRereadDone));
  }
}

// One bio that the device takes in two requests, and clones of one folio each.
TEST(ReadBounce, PartsOfABioComeTogether) {
  for (const ReadBounce mode : {ReadBounce::kAlways, ReadBounce::kLazy}) {
    Workload workload = LazyRead(/*async=*/false, 2, 1, mode);
    workload.limits.bio_max_vecs = 2;
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kRereadDone));
  }
}

TEST(ReadBounce, TakesAnyFault) {
  for (const ReadBounce mode : {ReadBounce::kAlways, ReadBounce::kLazy}) {
    Workload workload = LazyRead(/*async=*/true, 1, 1, mode);
    AllowAnyFault(workload);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  }
}

// A corrupt medium is read twice; then the call fails.
TEST(ReadBounce, CorruptionIsReported) {
  for (const ReadBounce mode :
       {ReadBounce::kNever, ReadBounce::kAlways, ReadBounce::kLazy}) {
    Workload workload = LazyRead(/*async=*/false, 2, 0, mode);
    EXPECT_THAT(RowsFoundOnSpoilt(workload, kSmallInterval), IsEmpty());
    EXPECT_EQ(Reached(workload, KernelStep::kReread), true);
  }
}

// R72: the mode is read at submission and again at the end; each decides for
// itself.
TEST(ReadBounce, R72ModeMayChangeInFlight) {
  for (const ReadBounce from :
       {ReadBounce::kNever, ReadBounce::kAlways, ReadBounce::kLazy}) {
    for (const ReadBounce to :
         {ReadBounce::kNever, ReadBounce::kAlways, ReadBounce::kLazy}) {
      Workload workload = LazyRead(/*async=*/false, 1, 0, from);
      workload.tasks.push_back({"admin", {ReadBounceSpec{0, to}}});
      EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    }
  }
}

TEST(ReadBounce, R72LazyIsLazyWhenTheReadEnds) {
  Workload workload = LazyRead(/*async=*/false, 1, 1, ReadBounce::kLazy);
  workload.tasks.push_back({"admin", {ReadBounceSpec{0, ReadBounce::kAlways}}});
  EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R07 guard_mismatch"));
}

// Reading into the user's pages again may fail again, for ever.
TEST(ReadBounce, R66RereadIsBounced) {
  Workload workload = LazyRead(/*async=*/false, 1, 1);
  EXPECT_THAT(RowsFoundWith(workload, Switch::kRereadBounced, false),
              ElementsAre("R66 livelock"));
}

// Nobody stores: one re-read is never needed.
TEST(ReadBounce, R66NeedsAStore) {
  EXPECT_THAT(RowsFoundWith(LazyRead(/*async=*/false, 1, 0),
                            Switch::kRereadBounced, false),
              IsEmpty());
}

// Memory is short: one element is left for protection information.
TEST(ReadBounce, R69FailedReadGivesUpItsIntegrityFirst) {
  Workload workload = LazyRead(/*async=*/false, 1, 1);
  workload.limits.integrity_pool = 1;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kFreePiBeforeReread, false),
              ElementsAre("R69 deadlock"));
  workload.limits.integrity_pool = 2;
  EXPECT_THAT(RowsFoundWith(workload, Switch::kFreePiBeforeReread, false),
              IsEmpty());
}

// Two reads, or two clones of one, share an element: the batch waits for what
// only it completes, unless another worker reads again.
TEST(ReadBounce, R69bRereadDoesNotHoldTheBatchUp) {
  Workload two_bios = LazyRead(/*async=*/true, 2, 1);
  two_bios.limits.cpus = 1;
  Workload two_clones = two_bios;
  two_clones.buffers[0].folio_bytes = 2 * kSmallInterval;
  for (Workload workload : {two_bios, two_clones}) {
    workload.limits.integrity_pool = 1;
    EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R69b deadlock"));
    workload.behaviour.Set(Switch::kRereadWorker, true);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kRereadDone));
    // It must not take what it holds along.
    EXPECT_THAT(RowsFoundWith(workload, Switch::kFreePiBeforeReread, false),
                ElementsAre("R69 deadlock"));
  }
}

// R35: of two clones, one fails on the device.
TEST(ReadBounce, R35SuccessOfACloneDoesNotHideAnError) {
  Workload workload = LazyRead(/*async=*/false, 2, 0, ReadBounce::kAlways);
  workload.limits.bio_max_vecs = 2;
  workload.limits.integrity_buffer_bytes = 8;
  AllowOneFault(workload, {FaultKind::kDeviceError});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

}  // namespace
}  // namespace dio
