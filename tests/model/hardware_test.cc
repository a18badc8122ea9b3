// What a controller is free to do with a command, and what it finds or refuses.

#include <cerrno>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/content_oracle.h"
#include "model/machine.h"
#include "model/pi/profile.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A zero-copy write of two intervals in one command, and a store.
Workload Free(absl::string_view release, std::optional<pi::Profile> integrity) {
  Workload workload =
      MakeSmallIo({.release = release, .bios = 2, .integrity = integrity});
  workload.devices[0].hardware = HardwareProfile::kFree;
  workload.devices[0].max_request_bytes = 0;
  workload.tasks.push_back({"user", {StoreSpec{0, 0, {0x99}, 1, 1}}});
  return workload;
}

// Fetched in any order, a part of it twice, and after a failed check some of it
// may be on the medium: what is there is still old or new, block by block.
TEST(FreeHardware, FindsWhatAnyHardwareMayFind) {
  Workload workload = Free("6.19", pi::Profile{.interval_bytes = 16});
  EXPECT_THAT(
      RowsFoundIn(workload),
      UnorderedElementsAre("R01 guard_mismatch", "R01 latent_mismatch"));
}

// Intervals may be smaller than what is committed as a whole.
TEST(FreeHardware, CommitsWholeLogicalBlocks) {
  Workload workload = Free("6.19", pi::Profile{.interval_bytes = 16});
  workload.devices[0].integrity->interval_bytes = 8;
  workload.tasks.back().operations = {StoreSpec{0, 8, {0x99}, 1, 1}};
  const checker::Exploration found = ExploreAll(workload);
  EXPECT_TRUE(found.complete());
  EXPECT_THAT(RowsOf(found), UnorderedElementsAre("R01 guard_mismatch",
                                                  "R01 latent_mismatch"));
}

TEST(FreeHardware, FindsNothingInABouncedWrite) {
  Workload workload = Free("7.0", pi::Profile{.interval_bytes = 16});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

TEST(FreeHardware, MayTearWhatNobodyProtects) {
  Workload workload = Free("6.19", std::nullopt);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

Workload SpoiltRead(absl::string_view release, SpoiltPlace::What what) {
  Workload workload =
      MakeSmallIo({.release = release, .op = ReqOp::kRead, .bios = 2});
  workload.devices[0].spoilt = {{.offset = kSmallInterval + 3, .what = what}};
  Prepare(workload);
  return workload;
}

std::set<int64_t> ResultOf(Workload& workload) {
  std::set<int64_t> results;
  const checker::Exploration found = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    results.insert(machine.record(0).result);
    CheckContents(machine);
  });
  EXPECT_THAT(RowsOf(found), IsEmpty());
  return results;
}

// A fault that is reported correctly is no violation.
TEST(SpoiltPlace, IsReportedInEveryRelease) {
  for (const char* release : {"6.1", "6.19", "7.0", "7.2"}) {
    for (const auto what : {SpoiltPlace::What::kData, SpoiltPlace::What::kGuard,
                            SpoiltPlace::What::kRef}) {
      Workload workload = SpoiltRead(release, what);
      EXPECT_THAT(ResultOf(workload), UnorderedElementsAre(-EILSEQ)) << release;
    }
  }
}

// Who does not ask is not told.
TEST(SpoiltPlace, IsNotFoundWithoutVerification) {
  Workload workload = SpoiltRead("7.0", SpoiltPlace::What::kData);
  workload.devices[0].integrity->verify = false;
  EXPECT_THAT(ResultOf(workload), UnorderedElementsAre(2 * kSmallInterval));
}

// Memory in two pieces, the first no multiple of what DMA takes.
Workload Misaligned(ReqOp op, bool validated) {
  Workload workload = MakeSmallIo(
      {.release = "7.2", .op = op, .bios = 2, .integrity = std::nullopt});
  workload.limits.bio_max_vecs = 4;
  workload.behaviour.Set(Switch::kValidateUserVectors, validated);
  workload.devices[0].dma_alignment = 8;
  workload.devices[0].max_request_bytes = 0;
  workload.buffers[0].fill_step = 16;
  workload.buffers[0].bytes = 48;
  workload.buffers[0].folio_bytes = 48;
  IoOf(workload).segments = {{0, 0, 4}, {0, 8, 28}};
  Prepare(workload);
  return workload;
}

// R58: brd and pmem lose their place behind such a vector.
TEST(MisalignedVector, CorruptsDataOnBioBasedDrivers) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    Workload workload = Misaligned(op, /*validated=*/false);
    workload.devices[0].bio_based = true;
    // So that what is read from the wrong place differs.
    if (op == ReqOp::kRead) {
      IoSpec write;
      write.segments = {{1, 0, 32}};
      workload.buffers.push_back(workload.buffers[0]);
      workload.buffers.back().name = "other";
      workload.buffers.back().bytes = 32;
      auto& operations = workload.tasks[0].operations;
      operations.insert(operations.begin(), write);
    }
    EXPECT_THAT(RowsFoundIn(workload),
                UnorderedElementsAre(op == ReqOp::kWrite ? "R58 wrong_data"
                                                         : "R58 stale_data"));
  }
}

TEST(MisalignedVector, IsRefusedByTheDiskOrBeforeIt) {
  for (const bool validated : {false, true}) {
    for (const bool bio_based : {false, true}) {
      if (bio_based && !validated) continue;
      Workload workload = Misaligned(ReqOp::kWrite, validated);
      workload.devices[0].bio_based = bio_based;
      EXPECT_THAT(ResultOf(workload), UnorderedElementsAre(-EINVAL));
    }
  }
}

// R58: a mirror takes the refusal for the failure of a leg.
TEST(MisalignedVector, DegradesAMirror) {
  for (const bool validated : {false, true}) {
    Workload workload = Misaligned(ReqOp::kWrite, validated);
    DeviceSpec mirror = workload.devices[0];
    mirror.name = "array";
    mirror.kind = DeviceKind::kMirror;
    mirror.legs = {0, 1};
    workload.devices.push_back(workload.devices[0]);
    workload.devices.push_back(mirror);
    workload.files[0].device = 2;
    const std::set<std::string> rows = RowsFoundIn(workload);
    if (validated) {
      EXPECT_THAT(rows, IsEmpty());
    } else {
      EXPECT_THAT(rows, UnorderedElementsAre("R58 array_degraded"));
    }
  }
}

// R73: ones that become zeros are invisible to the IP checksum.
TEST(IpChecksum, DoesNotSeeOnesBecomeZeros) {
  Workload workload =
      MakeSmallIo({.release = "6.19",
                   .integrity = pi::Profile{.guard = pi::GuardType::kIpChecksum,
                                            .interval_bytes = 16}});
  workload.buffers[0].fill = 0xff;
  workload.buffers[0].fill_step = 0;
  workload.tasks.push_back({"user", {StoreSpec{0, 0, {0, 0}, 1, 1}}});
  EXPECT_THAT(RowsFoundIn(workload),
              UnorderedElementsAre("R73 undetected_mismatch"));
}

}  // namespace
}  // namespace dio
