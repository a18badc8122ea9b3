// btrfs: checksums over the user's pages, and what each release does about it
// (KERNEL.md §6.3).

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A write, and a read of what was written into another buffer.
Workload WriteThenRead(absl::string_view release, uint32_t users,
                       bool checksums = true) {
  Workload workload = MakeSmallIo({.release = release,
                                   .filesystem = FileSystem::kBtrfs,
                                   .bios = 1,
                                   .users = users,
                                   .integrity = std::nullopt});
  workload.files[0].checksums = checksums;
  BufferSpec other = workload.buffers[0];
  other.name = "other";
  workload.buffers.push_back(other);
  IoSpec read = std::get<IoSpec>(workload.tasks[0].operations[0]);
  read.op = ReqOp::kRead;
  read.segments[0].buffer = 1;
  workload.tasks[0].operations.emplace_back(read);
  return workload;
}

Workload WithoutFallback(Workload workload) {
  workload.behaviour.Set(Switch::kBtrfsCsumFallback, false);
  return workload;
}

TEST(Btrfs, ReadsWhatItWrote) {
  for (const char* const release : {"6.1", "6.19", "7.0", "7.3", "7.4-queue"}) {
    for (const bool checksums : {false, true}) {
      Workload workload = WriteThenRead(release, 0, checksums);
      EXPECT_THAT(RowsFoundIn(workload), IsEmpty()) << release;
      EXPECT_EQ(Reached(workload, KernelStep::kCsumVerify), checksums);
    }
  }
}

// The store comes between checksum and fetch, and a later read finds it.
TEST(Btrfs, R03StoreBetweenChecksumAndWrite) {
  Workload workload = WriteThenRead("6.1", 1);
  EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R03 csum_mismatch"));
  Workload again = WithoutFallback(WriteThenRead("6.19", 1));
  EXPECT_THAT(RowsFoundIn(again), ElementsAre("R03 csum_mismatch"));
}

TEST(Btrfs, R03NeedsChecksums) {
  Workload workload = WriteThenRead("6.1", 1, /*checksums=*/false);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// 6.15 to 7.2 write a copy, later releases bounce.
TEST(Btrfs, R03IsClosedByFallbackAndBouncing) {
  for (const char* const release : {"6.19", "7.2", "7.3"}) {
    Workload workload = WriteThenRead(release, 2);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty()) << release;
    EXPECT_TRUE(Reached(workload, KernelStep::kBufferedWrite) ||
                Reached(workload, KernelStep::kBounceWriteCopy));
  }
}

TEST(Btrfs, BouncesWithoutChecksumsOnlyIfThereIsRedundancy) {
  for (const bool redundant : {false, true}) {
    Workload workload = WriteThenRead("7.3", 1, /*checksums=*/false);
    workload.files[0].redundant_profile = redundant;
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_EQ(Reached(workload, KernelStep::kBounceWriteCopy), redundant);
  }
}

TEST(Btrfs, NowaitIsRefusedWhereItWouldBounce) {
  Workload workload = WriteThenRead("7.3", 0);
  std::get<IoSpec>(workload.tasks[0].operations[0]).flags.nowait = true;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_FALSE(Reached(workload, KernelStep::kBounceWriteCopy));
}

// Reads keep the user's own pages: a store during one looks like corruption.
TEST(Btrfs, StoreIntoAReadFailsIt) {
  Workload workload = WriteThenRead("7.3", 0);
  workload.tasks.push_back({"reader's user", {StoreSpec{1, 0, {0x99}, 1, 1}}});
  EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R07 csum_mismatch"));
}

// A page that is not resident is faulted in, and the write goes on.
TEST(Btrfs, ResumesAfterAPageFault) {
  for (const char* const release : {"7.2", "7.3"}) {
    for (const uint32_t bios : {1, 2}) {
      Workload workload = MakeSmallIo({.release = release,
                                       .filesystem = FileSystem::kBtrfs,
                                       .bios = bios,
                                       .integrity = std::nullopt});
      workload.files[0].checksums = true;
      AllowAnyFault(workload);
      EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    }
  }
}

TEST(Btrfs, AsynchronousCallsTakeTurns) {
  Workload workload = MakeSmallIo({.release = "7.3",
                                   .filesystem = FileSystem::kBtrfs,
                                   .async = true,
                                   .bios = 1,
                                   .integrity = std::nullopt});
  workload.files[0].checksums = true;
  TaskSpec reader = workload.tasks[0];
  reader.name = "reader";
  std::get<IoSpec>(reader.operations[0]).op = ReqOp::kRead;
  BufferSpec other = workload.buffers[0];
  other.name = "other";
  workload.buffers.push_back(other);
  std::get<IoSpec>(reader.operations[0]).segments[0].buffer = 1;
  workload.tasks.push_back(reader);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

}  // namespace
}  // namespace dio
