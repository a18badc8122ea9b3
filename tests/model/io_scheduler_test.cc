// Requests that wait in the I/O scheduler, where others join them (KERNEL.md
// §1.2 b3).

#include <cerrno>
#include <set>
#include <utility>

#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/content_oracle.h"
#include "model/machine.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

constexpr int64_t kDone = kSmallInterval;

// Two writes of a raw block device, each of one interval and from a buffer of
// its own: `first` at this address, the other beside it.
Workload Neighbours(SchedulerKind scheduler, uint32_t first) {
  Workload workload =
      MakeSmallIo({.filesystem = FileSystem::kRawBlockDevice, .bios = 1});
  workload.limits.cpus = 1;
  DeviceSpec& device = workload.devices[0];
  device.scheduler = scheduler;
  device.bytes = device.max_request_bytes = 2 * kSmallInterval;
  workload.files[0].extents.clear();
  workload.buffers.push_back(workload.buffers[0]);
  workload.buffers.back().name = "other";
  IoSpec& io = std::get<IoSpec>(workload.tasks[0].operations[0]);
  io.file_offset = first;
  IoSpec other = io;
  other.file_offset = kSmallInterval - first;
  other.segments = {{1, 0, kSmallInterval}};
  workload.tasks.push_back({"neighbour", {other}});
  Prepare(workload);
  return workload;
}

// The same by one task, without a plug.
Workload OneAfterTheOther(uint32_t first) {
  Workload workload = Neighbours(SchedulerKind::kMqDeadline, first);
  IoSpec other = std::get<IoSpec>(workload.tasks[1].operations[0]);
  workload.tasks.pop_back();
  std::get<IoSpec>(workload.tasks[0].operations[0]).async = other.async = true;
  workload.tasks[0].operations.push_back(other);
  Prepare(workload);
  return workload;
}

// What both writes return, in all executions.
std::set<std::pair<int64_t, int64_t>> ResultsOf(Workload& workload) {
  std::set<std::pair<int64_t, int64_t>> results;
  const checker::Exploration found = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    results.insert({machine.record(0).result, machine.record(1).result});
    CheckContents(machine);
  });
  EXPECT_TRUE(found.complete());
  return results;
}

TEST(IoScheduler, WritesWhatItMergesWhereItBelongs) {
  for (const uint32_t first : {0u, kSmallInterval}) {
    Workload workload = Neighbours(SchedulerKind::kMqDeadline, first);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kMerge));
    Workload apart = Neighbours(SchedulerKind::kNone, first);
    EXPECT_THAT(RowsFoundIn(apart), IsEmpty());
    EXPECT_FALSE(Reached(apart, KernelStep::kMerge));
  }
}

// A store into the buffer of one task fails the write of another, which did
// nothing wrong.
TEST(IoScheduler, MergedRequestsFailWhole) {
  const auto results = [](SchedulerKind scheduler) {
    Workload workload = Neighbours(scheduler, 0);
    workload.tasks.push_back({"user", {StoreSpec{0, 0, {0x80}, 1, 1}}});
    Prepare(workload);
    return ResultsOf(workload);
  };
  EXPECT_THAT(results(SchedulerKind::kMqDeadline),
              Contains(Pair(-EILSEQ, -EILSEQ)));
  EXPECT_THAT(results(SchedulerKind::kNone), Contains(Pair(-EILSEQ, kDone)));
  EXPECT_THAT(results(SchedulerKind::kNone),
              Not(Contains(Pair(testing::_, -EILSEQ))));
}

// In either order, one fault of the device takes both.
TEST(IoScheduler, MergesAtTheEndAndAtTheFront) {
  for (const uint32_t first : {0u, kSmallInterval}) {
    Workload workload = OneAfterTheOther(first);
    AllowOneFault(workload, {FaultKind::kDeviceError});
    EXPECT_THAT(ResultsOf(workload), Contains(Pair(-EIO, -EIO))) << first;
  }
}

TEST(IoScheduler, MergesNoMoreThanTheDeviceTakes) {
  Workload workload = OneAfterTheOther(0);
  workload.devices[0].max_request_bytes = kSmallInterval;
  EXPECT_THAT(ResultsOf(workload), ElementsAre(Pair(kDone, kDone)));
  EXPECT_FALSE(Reached(workload, KernelStep::kMerge));
}

// A plug gives its requests to the scheduler, where those of others wait.
TEST(IoScheduler, TakesWhatAPlugHeld) {
  Workload workload = Neighbours(SchedulerKind::kMqDeadline, 0);
  BatchSpec batch;
  batch.ios = {std::get<IoSpec>(workload.tasks[0].operations[0])};
  batch.ios[0].async = true;
  workload.tasks[0].operations = {batch};
  Prepare(workload);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kMerge));
}

}  // namespace
}  // namespace dio
