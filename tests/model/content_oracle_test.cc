// The oracles that look at what is left when a workload has ended: each is
// shown a correct end and a wrong one.

#include "model/content_oracle.h"

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/machine.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::ElementsAre;

// The kinds of violation that the oracle reports after `spoil` had its way with
// the machine.
std::vector<std::string> Judge(Workload workload,
                               absl::FunctionRef<void(Machine&)> spoil) {
  const checker::Exploration exploration = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    spoil(machine);
    CheckContents(machine);
  });
  std::vector<std::string> kinds;
  for (const checker::FoundViolation& found : exploration.violations)
    kinds.push_back(found.violation.kind);
  return kinds;
}

std::vector<std::string> Judge(ReqOp op,
                               absl::FunctionRef<void(Machine&)> spoil) {
  return Judge(OneCall("7.0", FileSystem::kXfs, op), spoil);
}

// Beside a truncation that takes half of what the write writes.
Workload TruncatedWrite() {
  Workload workload = OneCall("7.0", FileSystem::kXfs, ReqOp::kWrite);
  workload.tasks.push_back({"peer", {TruncateSpec{.file = 0, .size = 512}}});
  Prepare(workload);
  return workload;
}

TEST(ContentOracle, AcceptsACorrectEnd) {
  EXPECT_THAT(Judge(ReqOp::kWrite, [](Machine&) {}), ElementsAre());
  EXPECT_THAT(Judge(ReqOp::kRead, [](Machine&) {}), ElementsAre());
}

TEST(ContentOracle, FindsALostPin) {
  EXPECT_THAT(Judge(ReqOp::kRead,
                    [](Machine& machine) {
                      machine.buffer(0).pin(0, 1, /*to_store=*/true,
                                            /*nofault=*/false);
                    }),
              ElementsAre("pin_leak"));
}

TEST(ContentOracle, FindsADirectIoThatNeverEnds) {
  EXPECT_THAT(
      Judge(ReqOp::kRead,
            [](Machine& machine) { machine.file(0).inode_dio_begin(); }),
      ElementsAre("dio_count"));
}

TEST(ContentOracle, FindsDataThatTheDeviceNeverDelivered) {
  EXPECT_THAT(Judge(ReqOp::kRead,
                    [](Machine& machine) {
                      machine.buffer(0).memory().Poke()[700] ^= 1;
                    }),
              ElementsAre("stale_data"));
}

TEST(ContentOracle, FindsAMediumThatHoldsOtherDataThanWasTaken) {
  EXPECT_THAT(Judge(ReqOp::kWrite,
                    [](Machine& machine) { machine.record(0).data[700] ^= 1; }),
              ElementsAre("wrong_data"));
}

// What is cut off is gone, and a file that has grown again holds the data.
TEST(ContentOracle, FindsAWriteThatGrowsATruncatedFileWithoutItsData) {
  EXPECT_THAT(Judge(TruncatedWrite(), [](Machine&) {}), ElementsAre());
  EXPECT_THAT(Judge(TruncatedWrite(),
                    [](Machine& machine) {
                      if (machine.file(0).PeekSize() < 1024) return;
                      machine.file(0).extents.Punch(512, 512);
                    }),
              ElementsAre("wrong_data"));
}

// C1 of docs/findings.md hides nothing but what it is about.
TEST(ContentOracle, ACandidateAnswersForItsOwnBlocksOnly) {
  const auto blame = [](uint32_t wrong_byte) {
    Workload workload = OneCall("7.0", FileSystem::kXfs, ReqOp::kWrite);
    const checker::Exploration exploration = checker::Explore([&] {
      Machine machine(workload);
      machine.Run();
      IoRecord& record = machine.record(0);
      record.AddCandidate(0, 512, checker::Executor::Current().arena());
      record.data[wrong_byte] ^= 1;
      CheckContents(machine);
    });
    return exploration.violations.at(0).violation.blame;
  };
  EXPECT_EQ(blame(100), "hypothesis");
  EXPECT_EQ(blame(700), "kernel");
}

// What takes the file's end back has an excuse only as long as nobody waits.
TEST(ContentOracle, ASizeThatIsTakenBackIsExcusedWithoutTheProposedFix) {
  const auto blame = [](bool fixed) {
    Workload workload = OneCall("7.3", FileSystem::kXfs, ReqOp::kWrite);
    workload.files[0].size = 512;
    workload.tasks.push_back({"peer", {WriteBackSpec{0}}});
    workload.behaviour.Set(Switch::kBufferedExtendDrains, fixed);
    Prepare(workload);
    const checker::Exploration exploration = checker::Explore([&] {
      Machine machine(workload);
      machine.Run();
      machine.kernel().At(KernelStep::kBufferedWrite);
      machine.file(0).i_size_write(512);
      CheckContents(machine);
    });
    return exploration.violations.at(0).violation.blame;
  };
  EXPECT_EQ(blame(false), "hypothesis");
  EXPECT_EQ(blame(true), "kernel");
}

// Whatever the user stores last stays, and is nobody's fault.
TEST(ContentOracle, LeavesTheUsersOwnStoresAlone) {
  Workload workload = OneSmallCall("7.0", FileSystem::kXfs, ReqOp::kRead);
  AddStore(workload, 3, 0x42);
  EXPECT_TRUE(
      checker::Explore([&] { RunWorkload(workload); }).violations.empty());
}

}  // namespace
}  // namespace dio
