// Lifetime, wake-up and errors of a dio: each rule of the protocol, which the
// kernel keeps, and what happens where it is dropped (KERNEL.md §5.2).

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Workload Io(ReqOp op, bool async, uint32_t bios,
            absl::string_view release = "7.3") {
  return MakeSmallIo({.release = release,
                      .op = op,
                      .async = async,
                      .bios = bios,
                      .integrity = std::nullopt});
}

IoSpec& Call(Workload& workload) {
  return std::get<IoSpec>(workload.tasks[0].operations[0]);
}

TEST(DioLifetime, R15WaitDecisionIsKeptInALocal) {
  Workload workload = Io(ReqOp::kWrite, /*async=*/true, 1);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kWaitDecisionLocal, false),
              ElementsAre("R15 use_after_free"));
}

// A synchronous submitter is waited for, so its dio cannot go away.
TEST(DioLifetime, R15DoesNotConcernSynchronousCalls) {
  EXPECT_THAT(RowsFoundWith(Io(ReqOp::kWrite, /*async=*/false, 1),
                            Switch::kWaitDecisionLocal, false),
              IsEmpty());
}

TEST(DioLifetime, R19StateIsSetBeforeTheTest) {
  Workload workload = Io(ReqOp::kWrite, /*async=*/false, 1);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kStateBeforeTest, false),
              ElementsAre("R19 lost_wakeup"));
}

TEST(DioLifetime, R20WakerCopiesTheWaiter) {
  Workload workload = Io(ReqOp::kWrite, /*async=*/false, 1);
  EXPECT_THAT(RowsFoundWith(workload, Switch::kWakerCopiesWaiter, false),
              ElementsAre("R20 use_after_free"));
}

// The first bio fails on the device, the second cannot be pinned.
Workload TwoErrors() {
  Workload workload = Io(ReqOp::kWrite, /*async=*/false, 2, "7.0");
  workload.behaviour.Set(Switch::kDioBounce, false);
  workload.buffers[0].holes = {{kSmallInterval, kSmallInterval}};
  AllowOneFault(workload, {FaultKind::kDeviceError});
  return workload;
}

TEST(DioLifetime, R22FirstErrorWins) {
  Workload workload = TwoErrors();
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kFirstErrorWins, false),
              ElementsAre("R22 error_overwritten"));
}

TEST(DioLifetime, R24ErrorsCompleteWhereOneMaySleep) {
  Workload workload = Io(ReqOp::kWrite, /*async=*/true, 1);
  AllowOneFault(workload, {FaultKind::kDeviceError});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kQueueDioWork));
  EXPECT_THAT(RowsFoundWith(workload, Switch::kErrorCompletionInTask, false),
              ElementsAre("R24 sleep_in_atomic"));
}

TEST(DioLifetime, R25WorkqueueExistsForReads) {
  Workload workload = Io(ReqOp::kRead, /*async=*/true, 1);
  AllowOneFault(workload, {FaultKind::kDeviceError});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kDioWqForReads, false),
              ElementsAre("R25 null_dereference"));
}

// Without an error nobody needs it.
TEST(DioLifetime, R25NeedsAnError) {
  EXPECT_THAT(RowsFoundWith(Io(ReqOp::kRead, /*async=*/true, 1),
                            Switch::kDioWqForReads, false),
              IsEmpty());
}

// Two tasks, each with the first asynchronous call of the super block.
Workload TwoFirstCalls() {
  Workload workload = Io(ReqOp::kWrite, /*async=*/true, 2);
  IoSpec& io = Call(workload);
  io.segments[0].bytes = kSmallInterval;
  IoSpec other = io;
  other.file_offset = kSmallInterval;
  other.segments[0].offset = kSmallInterval;
  workload.tasks.push_back({"other", {other}});
  return workload;
}

TEST(DioLifetime, R26WorkqueueIsInstalledOnce) {
  Workload workload = TwoFirstCalls();
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kDioWqInstalledByCmpxchg, false),
              ElementsAre("R26 leak"));
}

// V0 releases the bio after its reference to the dio; as shipped it has read
// the flags before.
TEST(DioLifetime, R27V0ReadsTheFlagsBeforeItDropsItsReference) {
  for (const ReqOp op : {ReqOp::kWrite, ReqOp::kRead}) {
    for (const bool async : {false, true}) {
      Workload workload = Io(op, async, 1, "6.19");
      EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
      EXPECT_THAT(RowsFoundWith(workload, Switch::kDioFlagsPreloaded, false),
                  ElementsAre("R27 use_after_free"));
    }
  }
}

// In the order of V1 it does not matter.
TEST(DioLifetime, R27NeedsTheOrderOfV0) {
  EXPECT_THAT(RowsFoundWith(Io(ReqOp::kRead, /*async=*/false, 1, "7.0"),
                            Switch::kDioFlagsPreloaded, false),
              IsEmpty());
}

// A bounced read, after which the user looks, and stores.
Workload ReadThenLook() {
  Workload workload =
      MakeSmallIo({.release = "7.0", .op = ReqOp::kRead, .bios = 1});
  workload.tasks[0].operations.emplace_back(LoadSpec{0, 0, kSmallChunk});
  workload.tasks[0].operations.emplace_back(StoreSpec{0, 0, {0x55}, 1, 1});
  return workload;
}

TEST(DioLifetime, R27bCopyBackComesBeforeTheCompletion) {
  Workload workload = ReadThenLook();
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kBioReleasedBeforeDioRef, false),
              ElementsAre("R27b lost_store", "R27b stale_data"));
}

// The first bio has failed when the second is filled.
Workload EarlyError() {
  Workload workload = Io(ReqOp::kWrite, /*async=*/false, 3, "7.0");
  Call(workload).flags.nowait = true;
  AllowOneFault(workload, {FaultKind::kNowait});
  return workload;
}

TEST(DioLifetime, R28IteratorKeepsWhatWasSubmitted) {
  Workload workload = EarlyError();
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kSubmitErrorKeepsIter, false),
              ElementsAre("R28 wrong_iterator"));
}

// The same where the plug is flushed between the bios, and the first fails on
// the device.
TEST(DioLifetime, R28IsARaceWithTheDevice) {
  Workload workload = Io(ReqOp::kWrite, /*async=*/false, 3, "7.0");
  workload.limits.plug_requests = 1;
  AllowOneFault(workload, {FaultKind::kDeviceError});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kSubmitErrorKeepsIter, false),
              ElementsAre("R28 wrong_iterator"));
}

// The error of one bio keeps the others from being copied back: legal, since
// the call fails.
TEST(DioLifetime, R29OtherBiosOfAFailedReadAreNotCopiedBack) {
  for (const bool async : {false, true}) {
    Workload workload = MakeSmallIo(
        {.release = "7.0", .op = ReqOp::kRead, .async = async, .bios = 2});
    AllowOneFault(workload, {FaultKind::kDeviceError});
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kCopyBack));
  }
}

TEST(DioLifetime, R30OnlySingleBiosArePolledFor) {
  Workload workload = Io(ReqOp::kRead, /*async=*/true, 2);
  Call(workload).flags.hipri = true;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kPollOnlySingleBio, false),
              ElementsAre("R30 early_completion"));
}

TEST(DioLifetime, R30SingleBiosArePolledFor) {
  for (const ReqOp op : {ReqOp::kWrite, ReqOp::kRead}) {
    Workload workload = Io(op, /*async=*/true, 1);
    Call(workload).flags.hipri = true;
    AllowOneFault(workload, {FaultKind::kDeviceError});
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_THAT(RowsFoundWith(workload, Switch::kPollOnlySingleBio, false),
                IsEmpty());
  }
}

// Truncation waits for I/O that its own task would have to poll for: until the
// requests time out.
TEST(DioLifetime, PolledRequestsTimeOutWhileTheirTaskSleeps) {
  const OperationSpec kSleeps[] = {TruncateSpec{0, 0}, PunchSpec{0, 0, 16}};
  for (const OperationSpec& sleeps : kSleeps) {
    Workload workload = Io(ReqOp::kWrite, /*async=*/true, 1);
    Call(workload).flags.hipri = true;
    auto& operations = workload.tasks[0].operations;
    operations.insert(operations.begin() + 1, sleeps);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kPolledTimeout));
  }
}

// Somebody else truncates, and holds the lock that the task wants next.
TEST(DioLifetime, PolledRequestsTimeOutWhileTheirTaskWaitsForALock) {
  Workload workload = Io(ReqOp::kWrite, /*async=*/true, 1);
  Call(workload).flags.hipri = true;
  IoSpec buffered = Call(workload);
  buffered.flags = {.buffered = true};
  buffered.async = false;
  auto& operations = workload.tasks[0].operations;
  operations.insert(operations.begin() + 1, buffered);
  workload.tasks.push_back({"peer", {TruncateSpec{0, 0}}});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kPolledTimeout));
}

// Who comes too late for a file that was cut short has taken no lock.
TEST(DioLifetime, BtrfsReadsBehindEofLockNothing) {
  Workload workload = OneSmallCall("7.3", FileSystem::kBtrfs, ReqOp::kRead);
  workload.devices[0].integrity.reset();
  workload.files[0].checksums = true;
  workload.tasks.push_back(workload.tasks[0]);
  workload.tasks[1].name = "second";
  std::get<IoSpec>(workload.tasks[1].operations[0]).op = ReqOp::kWrite;
  workload.tasks.push_back({"peer", {TruncateSpec{0, 0}}});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// What was punched out is padded with zeros by a write of less than a block.
TEST(DioLifetime, WritesPadWhatWasPunchedOut) {
  Workload workload = OneSmallCall("7.3", FileSystem::kXfs, ReqOp::kWrite);
  workload.devices[0].integrity.reset();
  workload.files[0].block_bytes = 1024;
  workload.tasks.push_back({"peer", {PunchSpec{0, 0, 1024}}});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kZeroTail));
}

// A read of one bio, without a dio.
TEST(DioLifetime, R31SimpleReadCopiesWhatItNeeds) {
  for (const bool async : {false, true}) {
    Workload workload = Io(ReqOp::kRead, async, 1, "7.4-queue");
    AllowOneFault(workload, {FaultKind::kDeviceError});
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kReadSimple));
    EXPECT_THAT(RowsFoundWith(workload, Switch::kReadSimpleLocals, false),
                ElementsAre("R31 use_after_free"));
  }
}

// What one bio cannot do takes the usual way.
TEST(DioLifetime, R31LargeReadsAreNotSimple) {
  Workload workload = Io(ReqOp::kRead, /*async=*/false, 2, "7.4-queue");
  EXPECT_THAT(RowsFoundWith(workload, Switch::kReadSimpleLocals, false),
              IsEmpty());
  Workload again = Io(ReqOp::kRead, /*async=*/false, 2, "7.4-queue");
  AllowAnyFault(again);
  EXPECT_THAT(RowsFoundIn(again), IsEmpty());
  EXPECT_FALSE(Reached(again, KernelStep::kReadSimple));
}

// One bio, which the device takes in two requests.
Workload SplitBio() {
  Workload workload = Io(ReqOp::kRead, /*async=*/false, 2);
  workload.limits.bio_max_vecs = 2;
  AllowOneFault(workload, {FaultKind::kDeviceError});
  return workload;
}

TEST(DioLifetime, R35SuccessOfAPartDoesNotHideAnError) {
  Workload workload = SplitBio();
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kSplit));
  EXPECT_THAT(RowsFoundWith(workload, Switch::kChainStoresOnlyErrors, false),
              Contains("R35 error_overwritten"));
}

// Both parts fail: either error may be the one that is returned.
TEST(DioLifetime, R35OfTwoErrorsAnyMayWin) {
  Workload workload = SplitBio();
  workload.faults.most = 2;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// Half of the buffer is memory of a device.
TEST(DioLifetime, R59BioEndsWhereProvidersMeet) {
  Workload workload = Io(ReqOp::kWrite, /*async=*/false, 2, "7.0");
  workload.limits.bio_max_vecs = 2;
  workload.buffers[0].peer = {{kSmallInterval, kSmallInterval}};
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kBioSplitAtP2p, false),
              ElementsAre("R59 wrong_error"));
}

TEST(DioLifetime, R60LoopGoesOnUntilNoBytesAreLeft) {
  Workload workload = Io(ReqOp::kWrite, /*async=*/false, 2, "7.0");
  Call(workload).flags.registered = true;
  // Zero-copy, one bio takes all of the vectors.
  EXPECT_THAT(RowsFoundWith(workload, Switch::kBioLoopUntilDone, false),
              IsEmpty());
  workload.devices[0].stable_writes = true;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_THAT(RowsFoundWith(workload, Switch::kBioLoopUntilDone, false),
              ElementsAre("R60 wrong_count"));
}

}  // namespace
}  // namespace dio
