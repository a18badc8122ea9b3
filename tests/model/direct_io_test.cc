// The paths of a direct read and write, as sequences of steps that other actors
// can observe.

#include <string>
#include <vector>

#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/kernel_release.h"
#include "model/workload.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> KindsOf(const checker::Exploration& exploration) {
  std::vector<std::string> kinds;
  for (const checker::FoundViolation& found : exploration.violations)
    kinds.push_back(found.violation.kind);
  return kinds;
}

checker::Exploration ExploreAll(Workload& workload) {
  return checker::Explore([&] { RunWorkload(workload); });
}

// Two looks at the user's pages: when PI is generated, and when the device
// fetches.
TEST(ZeroCopyWrite, LooksTwiceAtUserMemory) {
  Workload workload = OneCall("6.19", FileSystem::kXfs, ReqOp::kWrite);
  const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
  EXPECT_THAT(
      operations,
      Contains("caller: b2 bio_integrity_generate: sample buffer").Times(4));
  EXPECT_THAT(
      operations,
      Contains("caller/disk: D1 device fetches and checks: sample buffer")
          .Times(4));
}

// One look: the copy. Generation and fetch see the bounce folio, which no user
// can reach.
TEST(BouncedWrite, LooksOnceAtUserMemory) {
  Workload workload = OneCall("7.0", FileSystem::kXfs, ReqOp::kWrite);
  const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
  EXPECT_THAT(operations,
              Contains("caller: L8b bounce copy: sample buffer").Times(4));
  EXPECT_THAT(operations, Contains(HasSubstr("sample buffer")).Times(4));
  EXPECT_THAT(
      operations,
      Contains(
          "caller/disk: D1 device fetches and checks: sample caller/folio.data")
          .Times(2));
}

// The device writes the user's pages, and kintegrityd reads them afterwards.
TEST(ZeroCopyRead, IsVerifiedInUserMemory) {
  Workload workload = OneCall("6.19", FileSystem::kXfs, ReqOp::kRead);
  const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
  EXPECT_THAT(
      operations,
      Contains("caller/disk: D1r device writes memory: fill buffer").Times(4));
  EXPECT_THAT(operations,
              Contains("kintegrityd[0]: K1 bio_integrity_verify: sample buffer")
                  .Times(4));
}

// Nothing reads user memory; it is written once, by the ioend worker, after
// verification.
TEST(BouncedRead, IsVerifiedInTheFolioAndCopiedBackByTheIoendWorker) {
  Workload workload = OneCall("7.0", FileSystem::kXfs, ReqOp::kRead);
  const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
  EXPECT_THAT(operations, Each(Not(HasSubstr("sample buffer"))));
  EXPECT_THAT(operations,
              Contains("xfs-ioend: E4 copy back: fill buffer").Times(4));
  EXPECT_THAT(operations, Contains(HasSubstr("fill buffer")).Times(4));
  EXPECT_LT(
      PlaceOf(operations, "K1 bio_integrity_verify: sample caller/folio.data"),
      PlaceOf(operations, "E4 copy back"));
}

// 45cec0de6c89: everything of a bio happens before its reference to the dio is
// dropped.
TEST(Completion, ReleasesTheBioBeforeTheDioFrom70On) {
  Workload before = OneCall("6.19", FileSystem::kXfs, ReqOp::kWrite);
  const std::vector<std::string> old_order = OperationsOf(RunOnce(before));
  EXPECT_LT(PlaceOf(old_order, "caller/disk/irq: C3 put dio"),
            PlaceOf(old_order, "C2 release bio: free caller/bio"));

  Workload after = OneCall("7.0", FileSystem::kXfs, ReqOp::kWrite);
  const std::vector<std::string> new_order = OperationsOf(RunOnce(after));
  EXPECT_LT(PlaceOf(new_order, "C2 release bio: free caller/bio"),
            PlaceOf(new_order, "caller/disk/irq: C3 put dio"));
}

// The waiter is told, then woken, and nothing of the dio is touched after it
// was told.
TEST(Completion, TouchesTheDioNoMoreOnceTheWaiterIsTold) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    Workload workload = OneCall("7.0", FileSystem::kXfs, op);
    const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
    const size_t told =
        PlaceOf(operations, "C4 wake waiter: store caller/dio.submit.waiter");
    EXPECT_THAT(operations[told + 1],
                HasSubstr("C4 wake waiter: wake caller/task.state"));
    for (size_t i = told + 1; i < operations.size(); ++i) {
      if (operations[i].substr(0, 7) != "caller:")
        EXPECT_THAT(operations[i], Not(HasSubstr("caller/dio")));
    }
  }
}

// A raw block device has neither dio nor plug: kblockd dispatches, and the
// caller releases the pages itself.
TEST(RawBlockDevice, HasNoDioAndIsNeverBounced) {
  for (const char* release : {"6.1", "7.0"}) {
    Workload workload =
        OneCall(release, FileSystem::kRawBlockDevice, ReqOp::kWrite);
    const std::vector<std::string> operations = OperationsOf(RunOnce(workload));
    EXPECT_THAT(operations, AllOf(Each(Not(HasSubstr("dio."))),
                                  Each(Not(HasSubstr("folio")))));
    EXPECT_THAT(operations,
                Contains("caller: b4 dispatch: queue-work kblockd"));
    EXPECT_THAT(
        operations,
        Contains("kblockd/disk: D1 device fetches and checks: sample buffer")
            .Times(4));
  }
}

// Every path is quiet when nobody stores, in every release.
TEST(Undisturbed, NeverFails) {
  for (const absl::string_view release : ReleaseNames()) {
    for (const FileSystem filesystem :
         {FileSystem::kXfs, FileSystem::kRawBlockDevice}) {
      for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
        Workload workload = OneCall(release, filesystem, op);
        const checker::Exploration exploration = ExploreAll(workload);
        EXPECT_TRUE(exploration.complete());
        EXPECT_THAT(KindsOf(exploration), ElementsAre());
      }
    }
  }
}

// The last store decides: one that puts the old value back in time is nothing.
TEST(ZeroCopyWrite, StoreOfTheSameValueIsNothing) {
  Workload workload = OneSmallCall("6.19", FileSystem::kXfs, ReqOp::kWrite);
  AddStore(workload, 0, 0x41);
  EXPECT_THAT(KindsOf(ExploreAll(workload)), ElementsAre());
}

TEST(ZeroCopyWrite, StoreInAnyChunkCanFailIt) {
  for (const uint32_t offset : {0, 1023}) {
    Workload workload = OneCall("6.19", FileSystem::kXfs, ReqOp::kWrite);
    AddStore(workload, offset, 0x42);
    EXPECT_THAT(KindsOf(ExploreAll(workload)), ElementsAre("guard_mismatch"))
        << offset;
  }
}

// The violation names the store, the look that met it, and the buffer.
TEST(ZeroCopyWrite, ViolationNamesTheRacingPair) {
  Workload workload = OneCall("6.19", FileSystem::kXfs, ReqOp::kWrite);
  AddStore(workload, 600, 0x42);
  const checker::Exploration exploration = ExploreAll(workload);
  ASSERT_EQ(exploration.violations.size(), 1);
  const checker::Violation& violation =
      exploration.violations.front().violation;
  EXPECT_EQ(violation.object, "buffer");
  EXPECT_EQ(violation.blame, "no_promise");
  EXPECT_EQ(violation.row, "R01");
  ASSERT_EQ(violation.operations.size(), 2);
  EXPECT_EQ(violation.operations[0].ToString(), "user: fill buffer[600,601)");
  EXPECT_EQ(violation.operations[1].ToString(),
            "caller/disk: sample buffer[512,768)");
  EXPECT_THAT(violation.message,
              HasSubstr("guard tag error at sector 1 (rcvd "));
}

// Bytes are compared too: a change that CRC16 cannot see, because it is a
// multiple of the polynomial, is found.
TEST(ZeroCopyWrite, ChangeThatTheGuardMissesIsFound) {
  Workload workload = OneSmallCall("6.19", FileSystem::kXfs, ReqOp::kWrite);
  workload.buffers[0].fill = 0;
  const StoreSpec store{0, 16, {0x01, 0x8b, 0xb7}, 1, 3};
  workload.tasks.push_back({"user", {store}});
  EXPECT_THAT(KindsOf(ExploreAll(workload)),
              ElementsAre("undetected_mismatch"));
}

// All guards see a changed byte, with whatever tuple around it.
TEST(ZeroCopyWrite, WorksWithEveryProfile) {
  for (const pi::Profile& profile :
       {pi::Profile{.type = pi::ProtectionType::kType2},
        pi::Profile{.type = pi::ProtectionType::kType3},
        pi::Profile{.guard = pi::GuardType::kIpChecksum},
        pi::Profile{.metadata_bytes = 64, .pi_offset = 56},
        pi::Profile{.guard = pi::GuardType::kCrc64Nvme,
                    .metadata_bytes = 16}}) {
    for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
      Workload workload = OneSmallCall("6.19", FileSystem::kXfs, op);
      workload.devices[0].integrity = profile;
      EXPECT_THAT(KindsOf(ExploreAll(workload)), ElementsAre());
      AddStore(workload, 100, 0x42);
      EXPECT_THAT(KindsOf(ExploreAll(workload)), ElementsAre("guard_mismatch"));
    }
  }
}

// R73: ones that become zeros are invisible to the IP checksum.
TEST(ZeroCopyWrite, IpChecksumDoesNotSeeOnesBecomeZeros) {
  Workload workload = OneSmallCall("6.19", FileSystem::kXfs, ReqOp::kWrite);
  workload.devices[0].integrity->guard = pi::GuardType::kIpChecksum;
  workload.buffers[0].fill = 0xff;
  const StoreSpec store{0, 16, {0, 0}, 1, 2};
  workload.tasks.push_back({"user", {store}});
  EXPECT_THAT(KindsOf(ExploreAll(workload)),
              ElementsAre("undetected_mismatch"));
}

// With write_generate or read_verify off nobody looks twice.
TEST(IntegrityFlags, TurnGenerationAndVerificationOff) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    Workload workload = OneSmallCall("6.19", FileSystem::kXfs, op);
    workload.devices[0].integrity->generate = op != ReqOp::kWrite;
    workload.devices[0].integrity->verify = op != ReqOp::kRead;
    AddStore(workload, 100, 0x42);
    EXPECT_THAT(KindsOf(ExploreAll(workload)), ElementsAre());
    EXPECT_FALSE(workload.reached[static_cast<size_t>(KernelStep::kGenerate)]);
    EXPECT_FALSE(workload.reached[static_cast<size_t>(KernelStep::kVerify)]);
  }
}

// Sizes are parameters: small intervals and chunks give the same verdicts.
TEST(ZeroCopyWrite, WorksWithTinyIntervals) {
  Workload workload = OneCall("6.19", FileSystem::kXfs, ReqOp::kWrite);
  workload.limits.chunk_bytes = 8;
  DeviceSpec& device = workload.devices[0];
  device.bytes = 32;
  device.logical_block_bytes = 16;
  device.integrity = pi::Profile{.interval_bytes = 16};
  workload.files[0].extents.clear();
  workload.buffers[0].bytes = 32;
  IoOf(workload).segments = {{0, 0, 32}};
  Prepare(workload);
  AddStore(workload, 31, 0x42);
  EXPECT_THAT(KindsOf(ExploreAll(workload)), ElementsAre("guard_mismatch"));
}

// Two runs of everything give the same counts and the same violations.
TEST(Exploration, IsDeterministic) {
  const auto explore = [] {
    Workload workload = OneSmallCall("6.19", FileSystem::kXfs, ReqOp::kRead);
    AddStore(workload, 0, 0x42);
    return ExploreAll(workload);
  };
  const checker::Exploration first = explore();
  const checker::Exploration second = explore();
  EXPECT_EQ(first.executions, second.executions);
  EXPECT_EQ(first.steps, second.steps);
  ASSERT_EQ(first.violations.size(), 1);
  ASSERT_EQ(second.violations.size(), 1);
  EXPECT_EQ(first.violations[0].violation.message,
            second.violations[0].violation.message);
  EXPECT_EQ(first.violations[0].execution, second.violations[0].execution);
}

}  // namespace
}  // namespace dio
