// A task that exits while its waker may still be on the way to it (R20b).

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Workload ExitAfter(const SmallIo& io) {
  Workload workload = MakeSmallIo(io);
  workload.tasks[0].operations.push_back(TaskExitSpec{});
  return workload;
}

// The ioend worker can be preempted between telling the waiter and waking it.
TEST(TaskExit, R20bAWorkerWakesATaskThatIsGone) {
  Workload workload = ExitAfter({.op = ReqOp::kRead});
  EXPECT_THAT(RowsFoundIn(workload), ElementsAre("R20b use_after_free"));
}

// A task_struct outlives the interrupts that run when it is given up.
TEST(TaskExit, AnInterruptWakesInTime) {
  Workload workload = ExitAfter({.op = ReqOp::kWrite});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kTaskExit));
}

TEST(TaskExit, NobodyWakesWhoHasReaped) {
  Workload workload = ExitAfter({.op = ReqOp::kRead, .async = true});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

}  // namespace
}  // namespace dio
