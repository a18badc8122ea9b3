// Who asks for stable pages, and when.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A device that needs stable pages but did not say so when the file was opened.
Workload LateStable(bool before_the_file) {
  Workload workload = MakeSmallIo({.release = "7.0"});
  workload.devices[0].stable_writes = before_the_file;
  workload.tasks[0].operations.insert(workload.tasks[0].operations.begin(),
                                      ToggleStableWrites{0, true});
  workload.tasks.push_back({"user", {StoreSpec{0, 0, {0x99}, 1, 1}}});
  return workload;
}

// R14: the file has looked at the flag before, and is not told.
TEST(StableFlag, IsSampledOnce) {
  Workload late = LateStable(/*before_the_file=*/false);
  EXPECT_THAT(RowsFoundIn(late), UnorderedElementsAre("R14 guard_mismatch"));
  Workload early = LateStable(/*before_the_file=*/true);
  EXPECT_THAT(RowsFoundIn(early), IsEmpty());
}

// R11, R12: a store during the bounce copy, or before the copy-back.
TEST(StableFlag, MakesStoresHarmless) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    Workload workload = MakeSmallIo({.op = op, .users = 1});
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  }
}

}  // namespace
}  // namespace dio
