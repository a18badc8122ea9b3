// One injected fault of any kind: 7.2 takes it, and earlier releases show the
// bugs that were fixed until then, each under its row of the catalogue.

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// What is found in reads and writes of up to two bios, synchronous and not,
// with pages of a block and of half a block.
std::set<std::string> RowsWithOneFault(absl::string_view release,
                                       const char* only = nullptr) {
  std::set<std::string> rows;
  for (const ReqOp op : {ReqOp::kWrite, ReqOp::kRead}) {
    for (const bool async : {false, true}) {
      for (const uint32_t bios : {1, 2}) {
        for (const bool small_pages : {false, true}) {
          Workload workload = MakeSmallIo({.release = release,
                                           .op = op,
                                           .async = async,
                                           .bios = bios,
                                           .users = 1,
                                           .small_pages = small_pages});
          if (only == nullptr) {
            AllowAnyFault(workload);
          } else {
            AllowOneFault(workload, {*FindFault(only)});
          }
          const checker::Exploration exploration = ExploreAll(workload);
          EXPECT_TRUE(exploration.complete());
          rows.merge(RowsOf(exploration));
        }
      }
    }
  }
  return rows;
}

// A write of half a block into an unwritten extent, padded with the huge zero
// folio.
Workload Padded(absl::string_view release) {
  Workload workload = MakeSmallIo({.release = release, .users = 1});
  workload.limits.huge_zero_folio = true;
  DeviceSpec& device = workload.devices[0];
  device.bytes = 2 * kSmallInterval;
  FileSpec& file = workload.files[0];
  file.block_bytes = 2 * kSmallInterval;
  file.extents = {{.offset = 0,
                   .bytes = 2 * kSmallInterval,
                   .type = ExtentType::kUnwritten}};
  AllowAnyFault(workload);
  return workload;
}

// A bounced write that must not fault while it copies, since its memory maps
// the range that it writes. Only btrfs asks for that.
Workload NoFault(absl::string_view release) {
  Workload workload = MakeSmallIo({.release = release});
  workload.behaviour.Set(Switch::kBtrfsCsumFallback, false);
  workload.behaviour.Set(Switch::kBtrfsBounce, true);
  workload.files[0].filesystem = FileSystem::kBtrfs;
  workload.files[0].checksums = true;
  workload.devices[0].integrity.reset();
  workload.buffers[0].mapping_of = 0;
  Prepare(workload);
  return workload;
}

TEST(OneFault, OfPaddedAndMappedWrites) {
  for (const char* release : {"7.0", "7.1", "7.2"}) {
    const bool fixed = absl::string_view(release) == "7.2";
    Workload padded = Padded(release);
    const std::set<std::string> rows = RowsOf(ExploreAll(padded));
    EXPECT_EQ(rows.count("R45 folio_refcount"), fixed ? 0 : 1) << release;
    EXPECT_EQ(rows.empty(), fixed) << release;
    Workload mapped = NoFault(release);
    const checker::Exploration exploration = ExploreAll(mapped);
    EXPECT_EQ(exploration.violations.empty(), fixed) << release;
    for (const checker::FoundViolation& found : exploration.violations)
      EXPECT_EQ(found.violation.kind, "deadlock");
  }
}

TEST(OneFault, IsTakenBy7_2) {
  EXPECT_THAT(RowsWithOneFault("7.2"), IsEmpty());
}

TEST(OneFault, IsTakenBy7_3) {
  EXPECT_THAT(RowsWithOneFault("7.3"), IsEmpty());
}

// Short copies leave the iterator where it is; pages smaller than a block make
// bios of parts of blocks.
TEST(OneFault, Shows7_0) {
  EXPECT_THAT(RowsWithOneFault("7.0"),
              UnorderedElementsAre("R54 wrong_iterator", "R56 wrong_error"));
}

TEST(OneFault, Shows7_1) {
  EXPECT_THAT(
      RowsWithOneFault("7.1"),
      UnorderedElementsAre("R52 null_dereference", "R54 wrong_iterator"));
}

// Each row comes from one kind of fault.
TEST(OneFault, OfUserMemoryShowsTheIterator) {
  EXPECT_THAT(RowsWithOneFault("7.1", "user_fault"),
              ElementsAre("R54 wrong_iterator"));
}

TEST(OneFault, OfTheDeviceShowsNothing) {
  EXPECT_THAT(RowsWithOneFault("7.0", "device_error"), IsEmpty());
  EXPECT_THAT(RowsWithOneFault("7.0", "device_prefix"), IsEmpty());
}

// df308a145856: several vectors, the last of which ends inside a block.
Workload OddRead(absl::string_view release) {
  Workload workload = MakeSmallIo({.release = release,
                                   .op = ReqOp::kRead,
                                   .bios = 2,
                                   .users = 1,
                                   .small_pages = true});
  workload.limits.bio_max_vecs = 4;
  workload.limits.bounce_folio_bytes = 2 * kSmallInterval;
  AllowOneFault(workload, {FaultKind::kExtractStop});
  return workload;
}

TEST(BounceTrim, DropsAWrongVectorIn7_1) {
  Workload workload = OddRead("7.1");
  EXPECT_THAT(RowsOf(ExploreAll(workload)),
              testing::IsSupersetOf({"R51 pin_leak", "R51 pin_underflow"}));
}

TEST(BounceTrim, DropsTheRightOneIn7_2) {
  Workload workload = OddRead("7.2");
  EXPECT_THAT(RowsOf(ExploreAll(workload)), IsEmpty());
}

}  // namespace
}  // namespace dio
