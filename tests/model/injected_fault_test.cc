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
