// Which locks a workload needs: those that somebody can wait for.

#include "model/file_needs.h"

#include <cstddef>

#include "gtest/gtest.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

// A direct write beside another one, of the next block.
Workload TwoWrites() {
  Workload workload = OneFile("7.2", ReqOp::kWrite);
  const IoSpec other = NewIo(workload, ReqOp::kWrite, 512);
  workload.tasks.push_back({"other", {other}});
  return workload;
}

void AddMappedStore(Workload& workload) {
  const size_t mapping = AddMapping(workload, 0);
  workload.tasks.push_back({"user", {StoreSpec{mapping, 0, {0x55}, 1, 1}}});
}

bool NeedsIolock(Workload workload) {
  Prepare(workload);
  return FileNeedsOf(workload, 0).watch.iolock;
}

TEST(Iolock, DirectWritesShareIt) { EXPECT_FALSE(NeedsIolock(TwoWrites())); }

TEST(Iolock, OneDirectWriteHasItForItself) {
  Workload workload = OneFile("7.2", ReqOp::kWrite);
  AddMappedStore(workload);
  EXPECT_FALSE(NeedsIolock(workload));
}

TEST(Iolock, ADirectWriteThatFindsAPageDirtyAgainTakesItAlone) {
  Workload workload = TwoWrites();
  AddMappedStore(workload);
  EXPECT_TRUE(NeedsIolock(workload));
}

TEST(Iolock, WithNowaitItFailsInstead) {
  Workload workload = TwoWrites();
  AddMappedStore(workload);
  IoOf(workload, 0).flags.nowait = true;
  IoOf(workload, 1).flags.nowait = true;
  EXPECT_FALSE(NeedsIolock(workload));
}

TEST(Iolock, ADirectWriteThatCannotWriteBackTakesItAlone) {
  Workload workload = TwoWrites();
  workload.files[0].cached = {
      {.offset = 0, .bytes = 512, .fill = 0x33, .dirty = true}};
  EXPECT_FALSE(NeedsIolock(workload));
  workload.faults.most = 1;
  EXPECT_TRUE(NeedsIolock(workload));
}

}  // namespace
}  // namespace dio
