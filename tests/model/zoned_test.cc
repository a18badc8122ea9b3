// Zoned XFS: every write is a zone append, whose address the device picks
// (KERNEL.md §3.1, §5.5 R62, §5.2 R34).

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A write of one interval of this size into the second zone, which then is read
// back. The zone has been appended to before.
Workload AppendAndReadBack(uint32_t interval, bool seed_in_intervals) {
  Workload workload = MakeSmallIo(
      {.release = "7.0", .integrity = pi::Profile{.interval_bytes = interval}});
  workload.behaviour.Set(Switch::kSeedInIntervals, seed_in_intervals);
  DeviceSpec& device = workload.devices[0];
  device.bytes = 4 * interval;
  device.open_zone = {{.start = 2 * interval, .write_pointer = 3 * interval}};
  FileSpec& file = workload.files[0];
  file.zoned = true;
  file.size = interval;
  file.extents = {{.offset = 0, .bytes = interval}};
  workload.buffers.push_back(workload.buffers[0]);
  workload.buffers.back().name = "other";
  IoSpec back;
  back.op = ReqOp::kRead;
  back.segments = {{1, 0, interval}};
  workload.tasks[0].operations.push_back(back);
  Prepare(workload);
  return workload;
}

TEST(ZoneAppend, IsWrittenWhereTheDevicePutsIt) {
  for (const uint32_t interval : {16, 512, 1024}) {
    Workload workload = AppendAndReadBack(interval, true);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty()) << interval;
  }
}

// R62: nothing remaps the tags of an append, so their unit shows.
TEST(ZoneAppend, ShowsTheUnitOfTheSeed) {
  Workload large = AppendAndReadBack(1024, /*seed_in_intervals=*/false);
  EXPECT_THAT(RowsFoundIn(large), UnorderedElementsAre("R62 ref_mismatch"));
  // Where both units are one.
  Workload small = AppendAndReadBack(512, /*seed_in_intervals=*/false);
  EXPECT_THAT(RowsFoundIn(small), IsEmpty());
}

// What is no append is remapped, in whatever unit it was counted.
TEST(ZoneAppend, IsTheOnlyWriteThatShowsIt) {
  Workload workload = AppendAndReadBack(1024, /*seed_in_intervals=*/false);
  workload.files[0].zoned = false;
  workload.devices[0].open_zone = {};
  workload.files[0].extents[0].address = 2048;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// Half a block cannot be appended: it goes through the cache, which appends
// whole ones.
TEST(ZoneAppend, IsOfWholeBlocks) {
  for (const uint32_t begin : {0u, kSmallInterval}) {
    Workload workload = MakeSmallIo({.release = "7.3", .integrity = {}});
    DeviceSpec& device = workload.devices[0];
    device.bytes = 4 * kSmallInterval;
    device.max_request_bytes = 0;
    device.open_zone = {
        {.start = 2 * kSmallInterval, .write_pointer = 2 * kSmallInterval}};
    FileSpec& file = workload.files[0];
    file.zoned = true;
    file.block_bytes = file.size.emplace(2 * kSmallInterval);
    file.extents = {{.offset = 0, .bytes = 2 * kSmallInterval}};
    IoSpec& io = std::get<IoSpec>(workload.tasks[0].operations[0]);
    io.file_offset = begin;
    io.flags.dsync = true;
    Prepare(workload);
    const checker::Exploration found = ExploreAll(workload);
    EXPECT_TRUE(found.complete());
    EXPECT_THAT(RowsOf(found), IsEmpty());
    EXPECT_TRUE(
        workload.reached[static_cast<size_t>(KernelStep::kBufferedWrite)]);
  }
}

TEST(ZoneAppend, ToAFullZoneIsAnError) {
  Workload workload = AppendAndReadBack(16, /*seed_in_intervals=*/true);
  std::get<IoSpec>(workload.tasks[0].operations[1]) =
      std::get<IoSpec>(workload.tasks[0].operations[0]);
  Prepare(workload);
  EXPECT_THAT(RowsOf(ExploreAll(workload)), IsEmpty());
}

// A write of the first block, and a read of the second: neighbours in the file
// and, once written, on the device.
Workload Neighbours(bool never_merge) {
  Workload workload = MakeSmallIo({.release = "7.0"});
  workload.behaviour.Set(Switch::kReadIoendsNeverMerge, never_merge);
  workload.limits.cpus = 1;
  DeviceSpec& device = workload.devices[0];
  device.bytes = 2 * kSmallInterval;
  device.open_zone = {{.start = 0, .write_pointer = 0}};
  FileSpec& file = workload.files[0];
  file.zoned = true;
  file.extents = {{.offset = 0, .bytes = 2 * kSmallInterval}};
  workload.buffers.push_back(workload.buffers[0]);
  workload.buffers.back().name = "other";
  IoSpec read;
  read.op = ReqOp::kRead;
  read.file_offset = kSmallInterval;
  read.segments = {{1, 0, kSmallInterval}};
  workload.tasks.push_back({"reader", {read}});
  Prepare(workload);
  return workload;
}

// R34: the read is finished as the write before it: nothing is copied back.
TEST(Ioends, OfReadsAndAppendsMustNotMerge) {
  Workload merged = Neighbours(/*never_merge=*/false);
  EXPECT_THAT(RowsFoundIn(merged), UnorderedElementsAre("R34 stale_data"));
  Workload apart = Neighbours(/*never_merge=*/true);
  EXPECT_THAT(RowsFoundIn(apart), IsEmpty());
}

}  // namespace
}  // namespace dio
