// splice(): a pipe refers to pages of the page cache, and copies nothing.

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A page of another file goes into a pipe, and from there, by direct I/O, into
// the file.
Workload Splice(absl::string_view release) {
  Workload workload = OneFile(release, ReqOp::kWrite);
  const size_t pipe = AddMapping(workload, AddFile(workload));
  workload.buffers[pipe].name = "pipe";
  workload.buffers[pipe].pipe = true;
  IoOf(workload).segments = {{pipe, 0, 512}};
  IoOf(workload).flags.registered = true;
  auto& operations = workload.tasks[0].operations;
  operations.insert(operations.begin(), SpliceReadSpec{pipe});
  return workload;
}

IoSpec WriteToSource(Workload& workload) {
  IoSpec write = NewBufferedIo(workload, ReqOp::kWrite);
  write.file = 1;
  return write;
}

// R09: the page stays in the page cache, where anybody may write to it. Nothing
// is promised to a zero-copy write; a bounced one has its own copy.
TEST(SpliceToDirectWrite, R09IsStableIfBounced) {
  for (const char* release : {"6.19", "7.0", "7.3"}) {
    Workload workload = Splice(release);
    workload.devices[0].integrity = pi::Profile{.interval_bytes = 512};
    workload.tasks.push_back({"peer", {WriteToSource(workload)}});
    if (workload.behaviour.has(Switch::kDioBounce)) {
      EXPECT_THAT(FoundIn(workload), IsEmpty());
      EXPECT_TRUE(Reached(workload, KernelStep::kBounceWriteCopy));
    } else {
      EXPECT_THAT(FoundIn(workload),
                  ElementsAre("guard_mismatch R09 no_promise"));
    }
  }
}

// Legal: what is written to the file after the splice is in the pipe, too.
TEST(SpliceToDirectWrite, TakesWhatIsWrittenAfterTheSplice) {
  Workload workload = Splice("7.0");
  workload.tasks.push_back({"peer", {WriteToSource(workload)}});
  Prepare(workload);
  std::set<int> taken;
  const checker::Exploration exploration = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    CheckContents(machine);
    taken.insert(machine.record(0).data[0]);
  });
  EXPECT_THAT(exploration.violations, IsEmpty());
  EXPECT_THAT(taken, ElementsAre(0x11, 0x77));
}

// A page that is truncated stays in the pipe; what is gone before comes to
// nothing.
TEST(SpliceToDirectWrite, OutlivesTruncation) {
  Workload workload = Splice("7.0");
  workload.tasks.push_back({"peer", {TruncateSpec{1, 0}}});
  Prepare(workload);
  std::set<int> completions;
  const checker::Exploration exploration = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    CheckContents(machine);
    completions.insert(machine.record(0).completions);
  });
  EXPECT_THAT(exploration.violations, IsEmpty());
  EXPECT_THAT(completions, ElementsAre(0, 1));
}

}  // namespace
}  // namespace dio
