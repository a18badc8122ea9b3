// Protection information that the file system owns (KERNEL.md §5.5).

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Four intervals in one bio, whose protection information is as long as two.
Workload WideRead(absl::string_view release) {
  Workload workload =
      MakeSmallIo({.release = release, .op = ReqOp::kRead, .bios = 4});
  workload.limits.bio_max_vecs = 4;
  workload.limits.bounce_folio_bytes = 4 * kSmallInterval;
  workload.devices[0].max_request_bytes = 0;
  return workload;
}

TEST(FsIntegrity, R61AllDataIsVerified) {
  for (const uint32_t interval : {0, 3}) {
    Workload workload = WideRead("7.1");
    EXPECT_THAT(RowsFoundOnSpoilt(workload, interval * kSmallInterval),
                IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kIoendVerify));
  }
  Workload first = WideRead("7.1");
  first.behaviour.Set(Switch::kFsVerifyDataIter, false);
  EXPECT_THAT(RowsFoundOnSpoilt(first, 0), IsEmpty());
  Workload last = WideRead("7.1");
  last.behaviour.Set(Switch::kFsVerifyDataIter, false);
  EXPECT_THAT(RowsFoundOnSpoilt(last, 3 * kSmallInterval),
              ElementsAre("R61 corruption_undetected"));
}

// A bio of a fs-owned payload that the device splits is verified whole.
TEST(FsIntegrity, SplitBiosAreVerifiedWhole) {
  for (const char* const release : {"7.1", "7.4-queue"}) {
    Workload workload = WideRead(release);
    workload.devices[0].max_request_bytes = kSmallInterval;
    EXPECT_THAT(RowsFoundOnSpoilt(workload, 0), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kSplit));
  }
}

// Registered memory whose use begins inside its first vector.
Workload RegisteredRead() {
  Workload workload =
      MakeSmallIo({.release = "7.4-queue", .op = ReqOp::kRead, .bios = 2});
  workload.buffers[0].folio_bytes = 2 * kSmallInterval;
  auto& io = std::get<IoSpec>(workload.tasks[0].operations[0]);
  io.flags.registered = true;
  io.segments = {{0, kSmallInterval, kSmallInterval}};
  return workload;
}

TEST(FsIntegrity, R63VerificationBeginsWhereTheDataDoes) {
  Workload workload = RegisteredRead();
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kFsVerifyBvecOffset, false),
              ElementsAre("R63 guard_mismatch"));
}

TEST(FsIntegrity, R63NeedsAnOffset) {
  Workload workload = RegisteredRead();
  std::get<IoSpec>(workload.tasks[0].operations[0]).segments[0].offset = 0;
  EXPECT_THAT(RowsFoundWith(workload, Switch::kFsVerifyBvecOffset, false),
              IsEmpty());
}

// The device inserts what nobody generates: there is no buffer to free.
Workload Offloaded(ReqOp op) {
  Workload workload = MakeSmallIo({.release = "7.2", .op = op});
  workload.devices[0].inserts_integrity = true;
  workload.devices[0].integrity->generate = false;
  workload.devices[0].integrity->verify = false;
  return workload;
}

TEST(FsIntegrity, R64NoPayloadIsFreedThatIsNotThere) {
  for (const ReqOp op : {ReqOp::kWrite, ReqOp::kRead}) {
    Workload workload = Offloaded(op);
    EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R64 null_dereference"));
    EXPECT_THAT(RowsFoundWith(workload, Switch::kFsIntegrityFreeChecked, true),
                IsEmpty());
  }
}

TEST(FsIntegrity, R64NeedsAPayloadThatIsMissing) {
  Workload workload = MakeSmallIo({.release = "7.2", .op = ReqOp::kRead});
  EXPECT_THAT(RowsFoundWith(workload, Switch::kFsIntegrityFreeChecked, false),
              IsEmpty());
}

TEST(FsIntegrity, R65WriteGenerateIsHonoured) {
  Workload workload = MakeSmallIo({.release = "7.3"});
  workload.devices[0].integrity->generate = false;
  EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R65 generate_ignored"));
  EXPECT_THAT(RowsFoundWith(workload, Switch::kFsIntegrityHonoursFlags, true),
              IsEmpty());
}

// One bio of two intervals, and a buffer for the tuple of one.
Workload OversizeRead() {
  Workload workload =
      MakeSmallIo({.release = "7.4-queue", .op = ReqOp::kRead, .bios = 2});
  workload.limits.bio_max_vecs = 2;
  workload.limits.integrity_buffer_bytes = 8;
  return workload;
}

TEST(FsIntegrity, R68BiosAreNoLargerThanTheirBuffer) {
  Workload workload = OversizeRead();
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kMaxIntegrityIoSize, false),
              ElementsAre("R68 buffer_overrun"));
}

// What fits needs no limit.
TEST(FsIntegrity, R68NeedsALargeBio) {
  Workload workload = OversizeRead();
  workload.limits.integrity_buffer_bytes = 16;
  EXPECT_THAT(RowsFoundWith(workload, Switch::kMaxIntegrityIoSize, false),
              IsEmpty());
}

}  // namespace
}  // namespace dio
