// A block device as a file: what direct writes leave to its page cache, and
// BLKBSZSET beside them (KERNEL.md §5.3 R47).

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A write of two pages, the second of which cannot always be pinned at once,
// while somebody doubles the size of a block.
Workload WriteAndSetBlocksize(bool locked) {
  Workload workload = OneFile("7.3", ReqOp::kWrite);
  workload.behaviour.Set(Switch::kBdevFallbackLocked, locked);
  workload.files[0].filesystem = FileSystem::kRawBlockDevice;
  IoOf(workload).segments[0].bytes = 1024;
  workload.faults.most = 1;
  workload.faults.kinds.set(static_cast<size_t>(FaultKind::kExtractStop));
  workload.tasks.push_back({"resizer", {SetBlocksizeSpec{0, 1024}}});
  return workload;
}

// The rest of the write finds a folio before the smallest size changes, and
// puts it into the cache afterwards; or its dirty page is thrown out.
TEST(SetBlocksize, R47FallbackMustHoldTheInodeLock) {
  Workload before = WriteAndSetBlocksize(/*locked=*/false);
  EXPECT_THAT(FoundIn(before),
              ElementsAre("small_folio R47 kernel", "wrong_data R47 kernel"));
  EXPECT_TRUE(Reached(before, KernelStep::kBdevFallback));
  Workload after = WriteAndSetBlocksize(/*locked=*/true);
  EXPECT_THAT(FoundIn(after), IsEmpty());
  EXPECT_TRUE(Reached(after, KernelStep::kBdevFallback));
  EXPECT_TRUE(Reached(after, KernelStep::kSetBlocksize));
}

// Whatever could not be pinned is written all the same.
TEST(DirectWrite, FinishesThroughTheCache) {
  Workload workload = WriteAndSetBlocksize(/*locked=*/false);
  workload.tasks[0].operations.push_back(SetBlocksizeSpec{0, 1024});
  workload.tasks.pop_back();
  const Findings findings = ExploreFile(workload);
  EXPECT_THAT(findings.violations, IsEmpty());
  EXPECT_THAT(findings.results, Contains(1024));
  EXPECT_TRUE(Reached(workload, KernelStep::kBdevFallback));
}

// Buffered I/O has the lock in every release.
TEST(SetBlocksize, DoesNotMeetBufferedIo) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    Workload workload = OneFile("7.3", op);
    workload.files[0].filesystem = FileSystem::kRawBlockDevice;
    IoOf(workload).flags.buffered = true;
    workload.tasks.push_back({"resizer", {SetBlocksizeSpec{0, 1024}}});
    EXPECT_THAT(FoundIn(workload), IsEmpty());
  }
}

}  // namespace
}  // namespace dio
