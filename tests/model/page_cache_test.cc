// Direct I/O beside the page cache: what is written back and thrown out before,
// and again after; and whose fault it is when a page stays behind.

#include <cerrno>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/kernel_release.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DirectRead, SeesWhatWasDirtyInTheCache) {
  Workload workload = OneFile("7.0", ReqOp::kRead);
  workload.files[0].cached = {{0, 512, 0x33, /*dirty=*/true}};
  workload.tasks[0].operations.push_back(LoadSpec{0, 0, 512});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
  EXPECT_LT(PlaceOf(operations, "P4 write back cached pages: fill medium"),
            PlaceOf(operations, "D0 read medium"));
}

TEST(DirectWrite, WritesBackAndThrowsOutBefore) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.files[0].cached = {{0, 512, 0x33, /*dirty=*/true}};
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
  EXPECT_LT(PlaceOf(operations, "P5 write back and invalidate: fill medium"),
            PlaceOf(operations, "D2 commit"));
}

TEST(DirectWrite, WithNowaitDoesNotWaitForCachedPages) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    for (const bool dirty : {false, true}) {
      Workload workload = OneFile("7.0", op);
      workload.files[0].cached = {{0, 512, 0xd0, dirty}};
      IoOf(workload).flags.nowait = true;
      EXPECT_THAT(FoundIn(workload), IsEmpty());
      EXPECT_EQ(Reached(workload, KernelStep::kDioBegin),
                op == ReqOp::kRead && !dirty);
    }
  }
}

TEST(DirectWrite, GoesThroughTheCacheIfAPageIsDirtiedAgain) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.files[0].cached = {{0, 512, 0xd0, false}};
  const size_t mapping = AddMapping(workload, 0);
  workload.tasks.push_back({"mapper", {StoreSpec{mapping, 0, {0x55}, 1, 1}}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kBufferedWrite));
  EXPECT_TRUE(Reached(workload, KernelStep::kDioBegin));
}

// A peer who reads through the cache while the write is under way leaves no
// stale page.
TEST(DirectWrite, ThrowsOutAfterwardsWhatWasReadMeanwhile) {
  for (const bool async : {false, true}) {
    Workload workload = OneFile("6.1", ReqOp::kWrite);
    if (async) MakeAsync(workload);
    workload.tasks.push_back({"peer", {NewBufferedIo(workload, ReqOp::kRead)}});
    EXPECT_THAT(FoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kPostInvalidate));
  }
}

TEST(AsyncWrite, R37WithoutPostInvalidationLeavesAStalePage) {
  for (const char* release : {"6.1", "7.0"}) {
    Workload workload = OneFile(release, ReqOp::kWrite);
    MakeAsync(workload);
    workload.files[0].cached = {{512, 512, 0xd0, false}};
    workload.tasks.push_back({"peer", {NewBufferedIo(workload, ReqOp::kRead)}});
    EXPECT_THAT(FoundIn(workload), IsEmpty());
    workload.behaviour.Set(Switch::kAioPostInvalidate, false);
    EXPECT_THAT(FoundIn(workload), ElementsAre("stale_page_cache R37 kernel"));
  }
}

// R38, known and open: the cache was empty when completion looked, so that it
// completes inline and cannot invalidate; a page is dirtied before it is done.
TEST(AsyncWrite, R38InlineCompletionMissesADirtyPage) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  MakeAsync(workload);
  workload.tasks.push_back({"peer", {NewBufferedIo(workload, ReqOp::kWrite)}});
  EXPECT_THAT(FoundIn(workload),
              ElementsAre("stale_page_cache R38 known_open"));
  // 6.1 always completes writes in s_dio_done_wq.
  workload.behaviour = *ReleaseBehaviour("6.1");
  EXPECT_THAT(FoundIn(workload), IsEmpty());
}

// After an error nothing is thrown out, though the device may have committed
// part of the write.
TEST(DirectWrite, R38FailedWriteMissesAPageThatWasReadMeanwhile) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.limits.page_bytes = 1024;
  IoOf(workload).segments[0].bytes = 1024;
  workload.faults.most = 1;
  workload.faults.kinds.set(static_cast<size_t>(FaultKind::kDevicePrefix));
  workload.tasks.push_back({"peer", {NewBufferedIo(workload, ReqOp::kRead)}});
  EXPECT_THAT(FoundIn(workload),
              ElementsAre("stale_page_cache R38 known_open"));
}

// Whoever reads a page in after completion looked finds new data: the device
// had it before.
TEST(AsyncWrite, InlineCompletionMayMissACleanPage) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  MakeAsync(workload);
  workload.tasks.push_back({"peer", {NewBufferedIo(workload, ReqOp::kRead)}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
}

// Conversion comes before invalidation, or a reader in between keeps zeros.
TEST(DirectWrite, R36InvalidatedBeforeConversionLeavesZeros) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.files[0].extents = {
      {.offset = 0, .bytes = 1024, .type = ExtentType::kUnwritten}};
  workload.tasks.push_back({"peer", {NewBufferedIo(workload, ReqOp::kRead)}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  workload.behaviour.Set(Switch::kEndIoBeforeInvalidate, false);
  EXPECT_THAT(FoundIn(workload), ElementsAre("stale_page_cache R36 kernel"));
}

// The buffered write takes another block of the same page, as it was before.
TEST(DirectWrite, FailedInvalidationMayLoseItsData) {
  Workload workload = OneFile("7.2", ReqOp::kWrite);
  workload.limits.page_bytes = 1024;
  IoSpec peer = NewBufferedIo(workload, ReqOp::kWrite);
  peer.file_offset = 512;
  workload.tasks.push_back({"peer", {peer}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
}

// Nor may what was read in before, and is written back with it.
TEST(AsyncWrite, MayBeOverwrittenByWriteBackOfItsPage) {
  Workload workload = OneFile("7.2", ReqOp::kWrite);
  workload.limits.page_bytes = 1024;
  MakeAsync(workload);
  IoSpec peer = NewBufferedIo(workload, ReqOp::kWrite);
  peer.file_offset = 512;
  workload.tasks.push_back({"peer", {peer, WriteBackSpec{0}}});
  EXPECT_THAT(FoundIn(workload),
              ElementsAre("stale_page_cache R38 known_open"));
}

// Nothing is read in behind the end of the file, where a write may be next.
TEST(BufferedRead, BehindEofReadsNothingIn) {
  Workload workload = OneFile("7.3", ReqOp::kRead);
  workload.files[0].size = 512;
  IoOf(workload).file_offset = 512;
  IoOf(workload).flags.buffered = true;
  Prepare(workload);
  checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    CHECKER_EXPECT(machine.record(0).result == 0);
    CHECKER_EXPECT(machine.file(0).cache->PeekFlags(1) == 0);
  });
}

// Write-back skips what lies behind the end of the file.
TEST(DirectWrite, ZeroesBehindEofBesideTheFlusher) {
  Workload workload = OneFile("7.3", ReqOp::kWrite, 2048);
  workload.files[0].size = 512;
  IoOf(workload).file_offset = 1536;
  workload.tasks.push_back({"flusher", {WriteBackSpec{0}}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kZeroEof));
}

TEST(DirectRead, OfAHoleIntoUnmappedMemoryFaults) {
  Workload workload = OneFile("7.3", ReqOp::kRead);
  workload.files[0].extents = {
      {.offset = 0, .bytes = 1024, .type = ExtentType::kHole}};
  workload.buffers[0].holes = {{0, 512}};
  const Findings findings = ExploreFile(workload);
  EXPECT_THAT(findings.violations, IsEmpty());
  EXPECT_THAT(findings.results, ElementsAre(-EFAULT));
}

// An asynchronous write grows the file, and a buffered one of a peer as well.
Workload BesideAGrowingBufferedWrite(bool nowait) {
  Workload workload = OneFile("7.3", ReqOp::kWrite, 2048);
  workload.files[0].size = 512;
  IoOf(workload).file_offset = 512;
  MakeAsync(workload);
  IoSpec peer = NewIo(workload, ReqOp::kWrite, 0, 1536);
  peer.flags.buffered = true;
  peer.flags.nowait = nowait;
  workload.tasks.insert(workload.tasks.begin(), {"peer", {peer}});
  return workload;
}

// A buffered write grows the file without the lock that completion holds; the
// fix that is proposed makes it wait.
TEST(AsyncWrite, R41BesideAGrowingBufferedWrite) {
  Workload workload = BesideAGrowingBufferedWrite(/*nowait=*/false);
  EXPECT_THAT(FoundIn(workload), ElementsAre("wrong_size R41 hypothesis"));
  workload.behaviour.Set(Switch::kBufferedExtendDrains, true);
  const Findings fixed = ExploreFile(workload);
  EXPECT_THAT(fixed.violations, IsEmpty());
  EXPECT_THAT(fixed.results, ElementsAre(1536));
}

TEST(AsyncWrite, R41AGrowingBufferedWriteWithNowaitDoesNotWait) {
  Workload workload = BesideAGrowingBufferedWrite(/*nowait=*/true);
  workload.behaviour.Set(Switch::kBufferedExtendDrains, true);
  const Findings fixed = ExploreFile(workload);
  EXPECT_THAT(fixed.violations, IsEmpty());
  EXPECT_THAT(fixed.results, ElementsAre(-EAGAIN, 1536));
}

// C1 of docs/findings.md: memory that ends within the last block of a hole, of
// `blocks`.
Workload WriteCutInNewBlock(uint32_t blocks) {
  Workload workload = OneFile("7.3", ReqOp::kWrite, 4096);
  workload.files[0].block_bytes = 1024;
  workload.files[0].extents = {
      {.offset = 0, .bytes = 1024 * blocks, .type = ExtentType::kHole}};
  IoOf(workload).segments[0].bytes = 1024 * blocks;
  workload.buffers[0].bytes = 1024 * blocks;
  workload.buffers[0].holes = {{1024 * blocks - 512, 512}};
  return workload;
}

TEST(DirectWrite, CutWithinANewBlockZeroesItsOwnData) {
  for (const uint32_t blocks : {1, 2}) {
    Workload workload = WriteCutInNewBlock(blocks);
    const Findings before = ExploreFile(workload);
    EXPECT_THAT(before.violations, ElementsAre("wrong_data  hypothesis"));
    EXPECT_THAT(before.results, ElementsAre(1024 * blocks - 512));
    workload.behaviour.Set(Switch::kCutBlockEndsWrite, true);
    const Findings fixed = ExploreFile(workload);
    EXPECT_THAT(fixed.violations, IsEmpty());
    EXPECT_THAT(fixed.results, ElementsAre(-EFAULT));
  }
}

// Nothing was copied: the error was lost all the same, and the call returned 0.
TEST(DirectWrite, CutBeforeItsFirstByteKeepsTheError) {
  Workload workload = WriteCutInNewBlock(1);
  IoOf(workload).file_offset = 512;
  IoOf(workload).segments[0] = {0, 512, 512};
  EXPECT_THAT(ExploreFile(workload).results, ElementsAre(0));
  workload.behaviour.Set(Switch::kCutBlockEndsWrite, true);
  EXPECT_THAT(ExploreFile(workload).results, ElementsAre(-EFAULT));
}

// A page that was dirtied meanwhile cannot be thrown out: legal.
TEST(DirectWrite, FailedInvalidationIsLegal) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.tasks.push_back({"peer", {NewBufferedIo(workload, ReqOp::kWrite)}});
  workload.tasks.push_back({"flusher", {WriteBackSpec{0}}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
}

}  // namespace
}  // namespace dio
