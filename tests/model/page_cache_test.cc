// Direct I/O beside the page cache: what is written back and thrown out before,
// and again after; and whose fault it is when a page stays behind.

#include <algorithm>
#include <string>
#include <vector>

#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/workload.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

// "stale_page_cache R38 kernel".
std::vector<std::string> FoundIn(const checker::Exploration& exploration) {
  std::vector<std::string> found;
  for (const checker::FoundViolation& one : exploration.violations) {
    const checker::Violation& violation = one.violation;
    found.push_back(violation.kind + " " + violation.row + " " +
                    violation.blame);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<std::string> Explore(Workload& workload) {
  Prepare(workload);
  const checker::Exploration exploration =
      checker::Explore([&] { RunWorkload(workload); });
  EXPECT_TRUE(exploration.complete());
  std::printf("    %llu executions\n",
              static_cast<unsigned long long>(exploration.executions));
  return FoundIn(exploration);
}

bool Reached(const Workload& workload, KernelStep step) {
  return workload.reached[static_cast<size_t>(step)];
}

// A plain device of 2 pages of 512 bytes; file "data" on it; one direct I/O of
// the first page.
Workload OnePage(absl::string_view release, ReqOp op) {
  Workload workload = OneCall(release, FileSystem::kXfs, op);
  workload.limits.chunk_bytes = 512;
  workload.limits.page_bytes = 512;
  workload.limits.cpus = 1;
  workload.devices[0].integrity.reset();
  IoOf(workload).segments[0].bytes = 512;
  return workload;
}

// A buffered I/O of the first page.
IoSpec Buffered(Workload& workload, ReqOp op) {
  const size_t buffer = workload.buffers.size();
  workload.buffers.push_back({.name = "other", .bytes = 512, .fill = 0x77});
  IoSpec io;
  io.op = op;
  io.segments = {{buffer, 0, 512}};
  io.flags.buffered = true;
  return io;
}

void MakeAsync(Workload& workload) {
  IoOf(workload).async = true;
  workload.tasks[0].operations.push_back(ReapSpec{});
}

// --- Before the I/O ---

TEST(DirectRead, SeesWhatWasDirtyInTheCache) {
  Workload workload = OnePage("7.0", ReqOp::kRead);
  workload.files[0].cached = {{0, 512, 0x33, /*dirty=*/true}};
  workload.tasks[0].operations.push_back(LoadSpec{0, 0, 512});
  EXPECT_THAT(Explore(workload), IsEmpty());
  const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
  EXPECT_LT(PlaceOf(operations, "P4 write back cached pages: fill medium"),
            PlaceOf(operations, "D0 read medium"));
}

TEST(DirectWrite, WritesBackAndThrowsOutBefore) {
  Workload workload = OnePage("7.0", ReqOp::kWrite);
  workload.files[0].cached = {{0, 512, 0x33, /*dirty=*/true}};
  EXPECT_THAT(Explore(workload), IsEmpty());
  const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
  EXPECT_LT(PlaceOf(operations, "P5 write back and invalidate: fill medium"),
            PlaceOf(operations, "D2 commit"));
}

TEST(DirectWrite, WithNowaitDoesNotWaitForCachedPages) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    for (const bool dirty : {false, true}) {
      Workload workload = OnePage("7.0", op);
      workload.files[0].cached = {{0, 512, 0xd0, dirty}};
      IoOf(workload).flags.nowait = true;
      EXPECT_THAT(Explore(workload), IsEmpty());
      EXPECT_EQ(Reached(workload, KernelStep::kDioBegin),
                op == ReqOp::kRead && !dirty);
    }
  }
}

TEST(DirectWrite, GoesThroughTheCacheIfAPageIsDirtiedAgain) {
  Workload workload = OnePage("7.0", ReqOp::kWrite);
  workload.files[0].cached = {{0, 512, 0xd0, false}};
  workload.buffers.push_back(
      {.name = "mapping", .bytes = 512, .mapping_of = 0});
  workload.tasks.push_back({"mapper", {StoreSpec{1, 0, {0x55}, 1, 1}}});
  EXPECT_THAT(Explore(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kBufferedWrite));
  EXPECT_TRUE(Reached(workload, KernelStep::kDioBegin));
}

// --- After the I/O ---

// A peer who reads through the cache while the write is under way leaves no
// stale page.
TEST(DirectWrite, ThrowsOutAfterwardsWhatWasReadMeanwhile) {
  for (const bool async : {false, true}) {
    Workload workload = OnePage("6.1", ReqOp::kWrite);
    if (async) MakeAsync(workload);
    workload.tasks.push_back({"peer", {Buffered(workload, ReqOp::kRead)}});
    EXPECT_THAT(Explore(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kPostInvalidate));
  }
}

TEST(AsyncWrite, R37WithoutPostInvalidationLeavesAStalePage) {
  for (const char* release : {"6.1", "7.0"}) {
    Workload workload = OnePage(release, ReqOp::kWrite);
    MakeAsync(workload);
    workload.files[0].cached = {{512, 512, 0xd0, false}};
    workload.tasks.push_back({"peer", {Buffered(workload, ReqOp::kRead)}});
    EXPECT_THAT(Explore(workload), IsEmpty());
    workload.behaviour.Set(Switch::kAioPostInvalidate, false);
    EXPECT_THAT(Explore(workload), ElementsAre("stale_page_cache R37 kernel"));
  }
}

// R38, known and open: the cache was empty when completion looked, so that it
// completed inline, without a context in which it could invalidate.
TEST(AsyncWrite, R38InlineCompletionMissesAPage) {
  Workload workload = OnePage("7.0", ReqOp::kWrite);
  MakeAsync(workload);
  workload.tasks.push_back({"peer", {Buffered(workload, ReqOp::kRead)}});
  EXPECT_THAT(Explore(workload), ElementsAre("stale_page_cache R38 kernel"));
  // A synchronous write always invalidates.
  Workload synchronous = OnePage("7.0", ReqOp::kWrite);
  synchronous.tasks.push_back({"peer", {Buffered(synchronous, ReqOp::kRead)}});
  EXPECT_THAT(Explore(synchronous), IsEmpty());
}

// Conversion comes before invalidation, or a reader in between keeps zeros.
TEST(DirectWrite, R36InvalidatedBeforeConversionLeavesZeros) {
  Workload workload = OnePage("7.0", ReqOp::kWrite);
  workload.files[0].extents = {
      {.offset = 0, .bytes = 1024, .type = ExtentType::kUnwritten}};
  workload.tasks.push_back({"peer", {Buffered(workload, ReqOp::kRead)}});
  EXPECT_THAT(Explore(workload), IsEmpty());
  workload.behaviour.Set(Switch::kEndIoBeforeInvalidate, false);
  EXPECT_THAT(Explore(workload), ElementsAre("stale_page_cache R36 kernel"));
}

// A page that was dirtied meanwhile cannot be thrown out: legal.
TEST(DirectWrite, FailedInvalidationIsLegal) {
  Workload workload = OnePage("7.0", ReqOp::kWrite);
  workload.tasks.push_back({"peer", {Buffered(workload, ReqOp::kWrite)}});
  workload.tasks.push_back({"flusher", {WriteBackSpec{0}}});
  EXPECT_THAT(Explore(workload), IsEmpty());
}

}  // namespace
}  // namespace dio
