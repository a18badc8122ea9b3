// Extents and the size of a file, while several direct I/Os work on it.

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr int64_t kEio = -5;
constexpr int64_t kEagain = -11;

// A hole is allocated, and reads as what was written from then on.
TEST(Extents, AWriteIntoAHoleAllocates) {
  for (const ExtentType type : {ExtentType::kHole, ExtentType::kUnwritten}) {
    Workload workload = OneFile("7.0", ReqOp::kWrite);
    workload.files[0].extents = {{.offset = 0, .bytes = 512, .type = type}};
    workload.files[0].size = 512;
    IoSpec read = NewIo(workload, ReqOp::kRead, 0);
    workload.tasks[0].operations.push_back(read);
    EXPECT_THAT(FoundIn(workload), IsEmpty());
  }
}

// A page became dirty when space had been reserved for it: it is written back
// to where that is allocated.
TEST(Extents, ADirtyPageOverAHoleIsWrittenBack) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    Workload workload = OneFile("7.3", op);
    workload.files[0].extents = {
        {.offset = 0, .bytes = 1024, .type = ExtentType::kHole}};
    workload.files[0].size = 1024;
    workload.files[0].cached = {
        {.offset = 0, .bytes = 512, .fill = 0x77, .dirty = true}};
    EXPECT_THAT(FoundIn(workload), IsEmpty());
  }
}

// Of a page of two blocks, only the second is a hole.
TEST(Extents, AStoreReservesAllOfAPage) {
  Workload workload = OneFile("7.3", ReqOp::kWrite);
  workload.limits.page_bytes = 1024;
  workload.files[0].extents = {
      {.offset = 0, .bytes = 512},
      {.offset = 512, .bytes = 512, .type = ExtentType::kHole}};
  workload.files[0].size = 1024;
  IoSpec& io = IoOf(workload);
  io.file_offset = 512;
  io.flags = {.sync = true, .buffered = true};
  EXPECT_THAT(FoundIn(workload), IsEmpty());
}

TEST(Extents, WithoutRoomAWriteIntoAHoleFails) {
  Workload workload = OneFile("7.0", ReqOp::kWrite, 512);
  workload.files[0].extents = {{.offset = 0, .bytes = 512}};
  workload.files[0].size = 1024;
  IoOf(workload).file_offset = 512;
  const Findings findings = ExploreFile(workload);
  EXPECT_THAT(findings.violations, IsEmpty());
  EXPECT_THAT(findings.results, ElementsAre(-28));
}

// More is padded than a page has.
TEST(Extents, AWriteIntoALargeUnwrittenBlockPadsItWithZeros) {
  Workload workload = OneFile("7.0", ReqOp::kWrite, 4096);
  workload.files[0].block_bytes = 4096;
  workload.files[0].extents = {
      {.offset = 0, .bytes = 4096, .type = ExtentType::kUnwritten}};
  Prepare(workload);
  const checker::Exploration exploration = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    const absl::Span<const uint8_t> pad =
        machine.device(0).Content(512, 4096 - 512);
    CHECKER_EXPECT(std::count(pad.begin(), pad.end(), 0) == 4096 - 512);
    CheckContents(machine);
  });
  EXPECT_THAT(exploration.violations, IsEmpty());
}

// A shared extent is copied on write: the other file keeps its data.
TEST(Extents, ASharedExtentIsRemappedAtTheEnd) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.files[0].extents = {{.offset = 0, .bytes = 512, .shared = true}};
  workload.files[0].size = 512;
  Prepare(workload);
  int kept = 0;
  const checker::Exploration exploration = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    kept += machine.device(0).medium().data.Peek()[0] == 0xd0 &&
            machine.FileBytes(0, 0, 512)[0] == 0x41;
    CheckContents(machine);
  });
  EXPECT_THAT(exploration.violations, IsEmpty());
  EXPECT_EQ(kept, exploration.executions);
}

// R39, legal: a page fault reserves space between invalidation and mapping, and
// the write fails.
TEST(Extents, R39DelallocCollisionIsAnError) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.files[0].extents = {
      {.offset = 0, .bytes = 512, .type = ExtentType::kHole}};
  workload.files[0].size = 512;
  const size_t mapping = AddMapping(workload, 0);
  workload.tasks.push_back({"mapper", {StoreSpec{mapping, 0, {0x55}, 1, 1}}});
  const Findings findings = ExploreFile(workload);
  EXPECT_THAT(findings.violations, IsEmpty());
  EXPECT_THAT(findings.results, UnorderedElementsAre(512, kEio));
}

// R41: of two writes that make a file grow, the smaller must not win.
TEST(Size, R41IsComparedUnderTheLock) {
  Workload workload = OneFile("7.0", ReqOp::kWrite, 1536);
  workload.files[0].size = 512;
  IoOf(workload).file_offset = 512;
  IoSpec longer = NewIo(workload, ReqOp::kWrite, 512, 1024);
  workload.tasks.push_back({"longer", {longer}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  workload.behaviour.Set(Switch::kSizeUpdateRechecks, false);
  EXPECT_THAT(FoundIn(workload), ElementsAre("wrong_size R41 kernel"));
}

// R44, legal: a read that began before the file grew is short.
TEST(Size, R44AReadSeesTheSizeAtItsBeginning) {
  Workload workload = OneFile("7.0", ReqOp::kRead);
  workload.files[0].size = 512;
  IoOf(workload).segments[0].bytes = 1024;
  workload.tasks.push_back({"writer", {NewIo(workload, ReqOp::kWrite, 512)}});
  const Findings findings = ExploreFile(workload);
  EXPECT_THAT(findings.violations, IsEmpty());
  EXPECT_THAT(findings.results, UnorderedElementsAre(512, 1024));
}

// Two halves of one new block, by two tasks.
Workload HalfBlocks(ExtentType type) {
  Workload workload = OneFile("7.0", ReqOp::kWrite, 2048);
  workload.files[0].block_bytes = 1024;
  workload.files[0].extents = {{.offset = 0, .bytes = 2048, .type = type}};
  MakeAsync(workload);
  workload.tasks.push_back({"other", {NewIo(workload, ReqOp::kWrite, 512)}});
  return workload;
}

// R42: whoever writes part of a new block zeroes the rest of it.
TEST(PartialBlock, R42IsWrittenAlone) {
  Workload workload = HalfBlocks(ExtentType::kUnwritten);
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kZeroTail));
  EXPECT_TRUE(Reached(workload, KernelStep::kZeroHead));
  workload.behaviour.Set(Switch::kUnalignedExclusive, false);
  EXPECT_THAT(FoundIn(workload), ElementsAre("wrong_data R42 kernel"));
}

// Where there is something to overwrite, nothing is zeroed, and both go at
// once.
TEST(PartialBlock, OverwritesShareTheFile) {
  for (const bool exclusive : {true, false}) {
    Workload workload = HalfBlocks(ExtentType::kMapped);
    workload.behaviour.Set(Switch::kUnalignedExclusive, exclusive);
    EXPECT_THAT(FoundIn(workload), IsEmpty());
    EXPECT_FALSE(Reached(workload, KernelStep::kZeroHead));
  }
}

TEST(PartialBlock, WithNowaitIsRefused) {
  Workload workload = HalfBlocks(ExtentType::kUnwritten);
  workload.tasks.pop_back();
  IoOf(workload).flags.nowait = true;
  const Findings findings = ExploreFile(workload);
  EXPECT_THAT(findings.violations, IsEmpty());
  EXPECT_THAT(findings.results, ElementsAre(kEagain));
}

// R43: what a write in flight adds to the file must not be zeroed by one that
// begins behind the old end.
TEST(BehindEof, R43WaitsForWritesInFlight) {
  Workload workload = OneFile("7.0", ReqOp::kWrite, 2048);
  workload.files[0].size = 512;
  IoOf(workload).file_offset = 512;
  MakeAsync(workload);
  workload.tasks.push_back({"behind", {NewIo(workload, ReqOp::kWrite, 1536)}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kZeroEof));
  workload.behaviour.Set(Switch::kEofZeroingDrains, false);
  EXPECT_THAT(FoundIn(workload), ElementsAre("wrong_data R43 kernel"));
}

// Truncation waits for direct I/O in flight, which nothing else protects.
TEST(Truncate, WaitsForAsyncWrites) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  MakeAsync(workload);
  workload.tasks.push_back({"truncater", {TruncateSpec{0, 0}}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  workload.tasks[1].operations = {PunchSpec{0, 0, 512}};
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kTruncate));
}

// O_DSYNC: the data is made stable after inode_dio_end, unless the device
// does that by itself.
TEST(Dsync, SyncsAfterTheIoHasEnded) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.devices[0].write_cache = true;
  IoOf(workload).flags.dsync = true;
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kWriteSync));
  Workload fua = OneFile("7.0", ReqOp::kWrite);
  fua.devices[0].write_cache = fua.devices[0].fua = true;
  IoOf(fua).flags.dsync = true;
  EXPECT_THAT(FoundIn(fua), IsEmpty());
  EXPECT_FALSE(Reached(fua, KernelStep::kWriteSync));
}

}  // namespace
}  // namespace dio
