// Switches that other tests do not turn: what is seen with each on and off.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool ReachedWith(Workload workload, Switch id, bool on, KernelStep step) {
  workload.behaviour.Set(id, on);
  Prepare(workload);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  return Reached(workload, step);
}

// Without it, asynchronous writes end in s_dio_done_wq.
TEST(SwitchEffects, DioInlineCompletion) {
  Workload workload = MakeSmallIo({.release = "6.19", .async = true});
  workload.behaviour.Set(Switch::kErrorCompletionInTask, false);
  EXPECT_FALSE(ReachedWith(workload, Switch::kDioInlineCompletion, true,
                           KernelStep::kQueueDioWork));
  EXPECT_TRUE(ReachedWith(workload, Switch::kDioInlineCompletion, false,
                          KernelStep::kQueueDioWork));
}

// R50: the first page of a bounced read is not mapped.
TEST(SwitchEffects, BounceReadErrorDropsFolio) {
  Workload workload = MakeSmallIo({.op = ReqOp::kRead});
  workload.buffers[0].holes = {{0, kSmallInterval}};
  EXPECT_THAT(RowsFoundWith(workload, Switch::kBounceReadErrorDropsFolio, true),
              IsEmpty());
  EXPECT_THAT(
      RowsFoundWith(workload, Switch::kBounceReadErrorDropsFolio, false),
      ElementsAre("R50 leak"));
}

TEST(SwitchEffects, FsIntegrity) {
  for (const bool on : {false, true}) {
    Workload workload = MakeSmallIo({.release = "7.1"});
    workload.behaviour.Set(Switch::kFsVerifyDataIter, on);
    EXPECT_EQ(ReachedWith(workload, Switch::kFsIntegrity, on,
                          KernelStep::kFsIntegrity),
              on);
  }
}

Workload SmallPages(absl::string_view release, ReqOp op) {
  Workload workload = MakeSmallIo(
      {.release = release, .op = op, .bios = 2, .small_pages = true});
  AllowAnyFault(workload);
  return workload;
}

// R56 needs both: folios smaller than a block, and bios that end inside one.
TEST(SwitchEffects, BounceMinsizeAndAlignDown) {
  Workload workload = SmallPages("7.2", ReqOp::kWrite);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  workload.behaviour.Set(Switch::kBounceAlignVec, false);
  workload.behaviour.Set(Switch::kBounceAlignDown, false);
  workload.behaviour.Set(Switch::kBounceMinsize, false);
  Prepare(workload);
  EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R56 wrong_error"));
}

TEST(SwitchEffects, BounceAlignVec) {
  EXPECT_THAT(RowsFoundWith(SmallPages("7.2", ReqOp::kRead),
                            Switch::kBounceAlignVec, false),
              ElementsAre("R52 null_dereference"));
}

TEST(SwitchEffects, BounceWriteRevertsIter) {
  EXPECT_THAT(RowsFoundWith(SmallPages("7.2", ReqOp::kWrite),
                            Switch::kBounceWriteRevertsIter, false),
              Contains("R54 wrong_iterator"));
}

TEST(SwitchEffects, HugeZeroFolioExempt) {
  Workload workload = MakeSmallIo({.release = "7.2"});
  workload.limits.huge_zero_folio = true;
  workload.devices[0].bytes = 2 * kSmallInterval;
  workload.files[0].block_bytes = 2 * kSmallInterval;
  workload.files[0].extents = {{.offset = 0,
                                .bytes = 2 * kSmallInterval,
                                .type = ExtentType::kUnwritten}};
  EXPECT_THAT(RowsFoundWith(workload, Switch::kHugeZeroFolioExempt, true),
              IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kHugeZeroFolioExempt, false),
              ElementsAre("R45 folio_refcount"));
}

TEST(SwitchEffects, LazyReadBounce) {
  for (const bool on : {false, true}) {
    EXPECT_EQ(ReachedWith(
                  MakeSmallIo(
                      {.release = "7.4-queue", .op = ReqOp::kRead, .users = 1}),
                  Switch::kLazyReadBounce, on, KernelStep::kReread),
              on);
  }
}

TEST(SwitchEffects, DioReadSimple) {
  for (const bool on : {false, true}) {
    EXPECT_EQ(ReachedWith(MakeSmallIo({.release = "7.4-queue",
                                       .op = ReqOp::kRead,
                                       .integrity = std::nullopt}),
                          Switch::kDioReadSimple, on, KernelStep::kReadSimple),
              on);
  }
}

// R53: a block of four pages of one folio, of which extraction gets three.
TEST(SwitchEffects, TrimUnpinsAllPages) {
  Workload workload = MakeSmallIo({.release = "7.3",
                                   .op = ReqOp::kRead,
                                   .filesystem = FileSystem::kRawBlockDevice,
                                   .bios = 2});
  workload.limits.page_bytes = kSmallChunk;
  workload.buffers[0].folio_bytes = 0;
  workload.limits.bio_max_vecs = 4;
  workload.devices[0].max_request_bytes = 0;
  AllowOneFault(workload, {FaultKind::kExtractStop});
  EXPECT_THAT(RowsFoundWith(workload, Switch::kTrimUnpinsAllPages, false),
              ElementsAre("R53 pin_leak"));
  EXPECT_THAT(RowsFoundWith(workload, Switch::kTrimUnpinsAllPages, true),
              IsEmpty());
}

// R57: the last page of an atomic write is not mapped.
TEST(SwitchEffects, AtomicShortPin) {
  Workload workload =
      MakeSmallIo({.filesystem = FileSystem::kRawBlockDevice, .bios = 2});
  workload.limits.bio_max_vecs = 4;
  workload.devices[0].max_request_bytes = 0;
  workload.buffers[0].holes = {{kSmallInterval, kSmallInterval}};
  std::get<IoSpec>(workload.tasks[0].operations[0]).flags.atomic = true;
  EXPECT_THAT(RowsFoundWith(workload, Switch::kAtomicShortPin, false),
              ElementsAre("R57 torn_atomic_write"));
  EXPECT_THAT(RowsFoundWith(workload, Switch::kAtomicShortPin, true),
              IsEmpty());
}

}  // namespace
}  // namespace dio
