// Whoever sleeps gives away the requests that he holds back, as schedule() in
// the kernel does: else he could wait for one of them.

#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::IsEmpty;

// Two writes of the file in one io_uring_enter.
Workload TwoWrites() {
  Workload workload = OneFile("7.3", ReqOp::kWrite);
  BatchSpec batch;
  batch.ios = {IoOf(workload), NewIo(workload, ReqOp::kWrite, 512)};
  for (IoSpec& io : batch.ios) io.async = true;
  workload.tasks[0].operations = {std::move(batch)};
  return workload;
}

BatchSpec& BatchOf(Workload& workload) {
  return std::get<BatchSpec>(workload.tasks[0].operations[0]);
}

// There is one element, which the first request holds.
TEST(Plug, IsFlushedBeforeATaskWaitsForAnIntegrityBuffer) {
  Workload batch = TwoWrites();
  batch.devices[0].integrity = pi::Profile{.interval_bytes = 512};
  batch.limits.integrity_pool = 1;
  EXPECT_THAT(FoundIn(batch), IsEmpty());

  Workload two_bios = OneFile("7.3", ReqOp::kWrite);
  two_bios.devices[0].integrity = pi::Profile{.interval_bytes = 512};
  IoOf(two_bios).segments[0].bytes = 1024;
  two_bios.limits.bio_max_bytes = 512;
  two_bios.limits.integrity_pool = 1;
  EXPECT_THAT(FoundIn(two_bios), IsEmpty());
  EXPECT_TRUE(Reached(two_bios, KernelStep::kFsIntegrity));
}

// The lock is held by somebody who waits for direct I/O in flight.
TEST(Plug, IsFlushedBeforeATaskWaitsForTheInodeLock) {
  Workload workload = TwoWrites();
  workload.tasks.push_back({"truncater", {TruncateSpec{0, 1024}}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
}

// So is the lock that a page fault takes.
TEST(Plug, IsFlushedBeforeATaskTouchesAMapping) {
  Workload workload = TwoWrites();
  const size_t mapped = AddFile(workload);
  const size_t mapping = AddMapping(workload, mapped);
  BatchOf(workload).ios[0].file = mapped;
  BatchOf(workload).ios[1].segments = {{mapping, 0, 512}};
  workload.tasks.push_back({"truncater", {TruncateSpec{mapped, 512}}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
}

}  // namespace
}  // namespace dio
