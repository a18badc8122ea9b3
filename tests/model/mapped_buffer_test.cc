// Direct I/O on buffers that map a file: their pages belong to the page cache.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// One call whose memory maps another file.
Workload MappedCall(absl::string_view release, ReqOp op) {
  Workload workload = OneFile(release, op);
  const size_t mapping = AddMapping(workload, AddFile(workload));
  IoOf(workload).segments = {{mapping, 0, 512}};
  return workload;
}

// R09: somebody writes to the mapped file. Nothing is promised to a zero-copy
// write; a bounced one has its own copy.
TEST(WriteFromAMapping, R09IsStableIfBounced) {
  for (const char* release : {"6.19", "7.0"}) {
    Workload workload = MappedCall(release, ReqOp::kWrite);
    workload.devices[0].integrity = pi::Profile{.interval_bytes = 512};
    IoSpec write = NewBufferedIo(workload, ReqOp::kWrite);
    write.file = 1;
    workload.tasks.push_back({"peer", {write}});
    if (workload.behaviour.has(Switch::kDioBounce)) {
      EXPECT_THAT(FoundIn(workload), IsEmpty());
      EXPECT_TRUE(Reached(workload, KernelStep::kBounceWriteCopy));
    } else {
      EXPECT_THAT(FoundIn(workload),
                  ElementsAre("guard_mismatch R09 no_promise"));
    }
  }
}

// R48: the flusher cleans a page that the device is about to write.
TEST(ReadIntoAMapping, R48PagesCleanedMeanwhileAreDirtiedAgain) {
  Workload workload = MappedCall("7.0", ReqOp::kRead);
  workload.tasks.push_back({"flusher", {WriteBackSpec{1}}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kDirtyWorker));
  workload.behaviour.Set(Switch::kDirtyRecheck, false);
  EXPECT_THAT(FoundIn(workload),
              ElementsAre("page_clean_with_new_data R48 kernel"));
}

// A bounced read dirties after it has copied.
TEST(ReadIntoAMapping, BouncedNeedsNoSecondLook) {
  Workload workload = MappedCall("7.0", ReqOp::kRead);
  workload.devices[0].stable_writes = true;
  workload.behaviour.Set(Switch::kDirtyRecheck, false);
  workload.tasks.push_back({"flusher", {WriteBackSpec{1}}});
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kCopyBack));
}

// Nobody cleans it: the page is dirty when all is done.
TEST(ReadIntoAMapping, LeavesDirtyPages) {
  Workload workload = MappedCall("7.0", ReqOp::kRead);
  Prepare(workload);
  checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    CHECKER_EXPECT((machine.file(1).cache->PeekFlags(0) & PageFlags::kDirty) !=
                   0);
    CheckContents(machine);
  });
}

}  // namespace
}  // namespace dio
