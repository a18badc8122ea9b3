// Completion in a context that may sleep, CPU by CPU, while CPUs go offline.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A read that completes in the worker of CPU 0, which goes offline.
Workload ReadWhileCpuGoesOffline(bool async, uint32_t bios) {
  Workload workload = MakeSmallIo({.release = "7.4-queue",
                                   .op = ReqOp::kRead,
                                   .async = async,
                                   .bios = bios});
  workload.tasks.push_back({"hotplug", {OfflineCpuSpec{0}}});
  return workload;
}

TEST(CompleteBatch, R32OfflineCpuHandsOverWhatWaits) {
  for (const bool async : {false, true}) {
    Workload workload = ReadWhileCpuGoesOffline(async, 1);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kBatchWorker));
    EXPECT_TRUE(Reached(workload, KernelStep::kCpuOffline));
    EXPECT_THAT(RowsFoundWith(workload, Switch::kCompleteInTaskHotplug, false),
                ElementsAre("R32 deadlock"));
  }
}

TEST(CompleteBatch, R32SeveralBios) {
  Workload workload = ReadWhileCpuGoesOffline(/*async=*/false, 2);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// A CPU that stays loses nothing.
TEST(CompleteBatch, R32NeedsACpuThatGoes) {
  Workload workload = MakeSmallIo(
      {.release = "7.4-queue", .op = ReqOp::kRead, .bios = 2, .users = 1});
  EXPECT_THAT(RowsFoundWith(workload, Switch::kCompleteInTaskHotplug, false),
              IsEmpty());
}

}  // namespace
}  // namespace dio
