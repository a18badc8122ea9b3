// What hardware does with a command: GROUND_TRUTH.md §1 and §3 for scsi_debug,
// and what a controller is free to do.

#include <cerrno>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/checker.h"
#include "checker/schedule/switches.h"
#include "checker/schedule/timeline.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/content_oracle.h"
#include "model/machine.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

using ::testing::UnorderedElementsAre;

IoSpec& FirstIo(Workload& workload) {
  return std::get<IoSpec>(workload.tasks[0].operations[0]);
}

// The user stores into the second sector of two.
constexpr uint32_t kStoredAt = kSmallInterval;

// Two sectors in one request to scsi_debug, through the raw block device. A
// write is followed by a clean read of the same place.
Workload ScsiDebug(ReqOp op) {
  Workload workload = MakeSmallIo({.release = "6.1",
                                   .op = op,
                                   .filesystem = FileSystem::kRawBlockDevice,
                                   .bios = 2});
  workload.limits.chunk_bytes = kSmallInterval;
  workload.limits.cpus = 1;
  workload.limits.bio_max_vecs = 4;
  workload.devices[0].max_request_bytes = 0;
  workload.devices[0].hardware = HardwareProfile::kScsiDebug;
  workload.buffers[0].folio_bytes = 0;
  workload.buffers.push_back(workload.buffers[0]);
  workload.buffers.back().name = "other";
  if (op == ReqOp::kWrite) {
    IoSpec clean = FirstIo(workload);
    clean.op = ReqOp::kRead;
    clean.segments = {{1, 0, 2 * kSmallInterval}};
    workload.tasks[0].operations.push_back(clean);
  }
  workload.tasks.push_back({"user", {StoreSpec{0, kStoredAt, {0x99}, 1, 1}}});
  Prepare(workload);
  return workload;
}

// Everybody but the user runs in the default order; he stores after this many
// of their operations.
class StoreAfter final : public checker::Strategy {
 public:
  explicit StoreAfter(uint32_t operations) : operations_(operations) {}

  absl::string_view name() const override { return "store_after"; }
  bool exhaustive() const override { return false; }
  bool StartExecution() override { return !std::exchange(started_, true); }

  checker::TaskId PickTask(const checker::SchedulingPoint& point) override {
    const bool now = steps_++ >= operations_;
    for (const checker::TaskId task : point.enabled) {
      const bool user = point.operations.task_label(task) == "user";
      if (user == now) return task;
    }
    return point.enabled.First();
  }
  int PickValue(const checker::ChoicePoint&) override { return 0; }

 private:
  const uint32_t operations_;
  uint32_t steps_ = 0;
  bool started_ = false;
};

struct Outcome {
  // How many looks and copies had touched the sector before the store.
  size_t looks = 0;
  // What the I/O returned, and the clean read after it.
  int64_t first = 0;
  int64_t later = 0;
  bool last = false;  // the store came after everything else
};

Outcome RunWithStoreAfter(Workload& workload, uint32_t operations) {
  Outcome outcome;
  const auto body = [&] {
    Machine machine(workload);
    machine.Run();
    outcome.first = machine.record(0).result;
    if (machine.record_count() > 1) outcome.later = machine.record(1).result;
    CheckContents(machine);
  };
  checker::Explorer explorer(body);
  StoreAfter strategy(operations);
  checker::TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  for (const checker::TimelineEntry& entry : recorder.timeline().entries) {
    if (entry.kind != checker::TimelineEntry::Kind::kOperation) continue;
    outcome.last = entry.task == "user";
    if (outcome.last) break;
    if (entry.operation.object == "buffer" &&
        entry.operation.range.begin == kStoredAt)
      ++outcome.looks;
  }
  return outcome;
}

// Whether the store hits is decided sector by sector: by what has been done
// with its own sector, wherever the others are.
TEST(ScsiDebug, WriteEndsAsTheSectorsPhaseSays) {
  constexpr int64_t kBytes = 2 * kSmallInterval;
  constexpr std::pair<int64_t, int64_t> kExpected[] = {
      {kBytes, kBytes},   // submit .. GEN
      {-EILSEQ, kBytes},  // GEN .. HBA_VERIFY; the medium is as before
      {kBytes, -EILSEQ},  // HBA_VERIFY .. HBA_COPY: latent
      {kBytes, kBytes},   // HBA_COPY ..
  };
  Workload workload = ScsiDebug(ReqOp::kWrite);
  std::vector<size_t> met;
  for (uint32_t operations = 0; operations < 200; ++operations) {
    const Outcome outcome = RunWithStoreAfter(workload, operations);
    ASSERT_LT(outcome.looks, std::size(kExpected)) << operations;
    EXPECT_EQ(outcome.first, kExpected[outcome.looks].first) << operations;
    EXPECT_EQ(outcome.later, kExpected[outcome.looks].second) << operations;
    met.push_back(outcome.looks);
  }
  for (size_t looks = 0; looks < std::size(kExpected); ++looks)
    EXPECT_THAT(met, Contains(looks));
}

TEST(ScsiDebug, ReadEndsAsTheSectorsPhaseSays) {
  constexpr int64_t kBytes = 2 * kSmallInterval;
  constexpr int64_t kExpected[] = {
      kBytes,   // submit .. HBA_COPY: the device overwrites the store
      -EILSEQ,  // HBA_COPY .. BLK_VERIFY
      kBytes,   // BLK_VERIFY ..
  };
  Workload workload = ScsiDebug(ReqOp::kRead);
  std::vector<size_t> met;
  for (uint32_t operations = 0; operations < 120; ++operations) {
    const Outcome outcome = RunWithStoreAfter(workload, operations);
    ASSERT_LT(outcome.looks, std::size(kExpected)) << operations;
    EXPECT_EQ(outcome.first, kExpected[outcome.looks]) << operations;
    met.push_back(outcome.looks);
  }
  for (size_t looks = 0; looks < std::size(kExpected); ++looks)
    EXPECT_THAT(met, Contains(looks));
}

// All of that in all interleavings: nothing else is found.
TEST(ScsiDebug, FindsWhatTheTableHas) {
  Workload workload = ScsiDebug(ReqOp::kWrite);
  const checker::Exploration found = ExploreAll(workload);
  EXPECT_TRUE(found.complete());
  EXPECT_THAT(RowsOf(found), UnorderedElementsAre("R14b guard_mismatch",
                                                  "R14b latent_mismatch"));
}

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
  const checker::Exploration found = ExploreAll(workload);
  EXPECT_TRUE(found.complete());
  EXPECT_THAT(RowsOf(found), UnorderedElementsAre("R01 guard_mismatch",
                                                  "R01 latent_mismatch"));
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
  const checker::Exploration found = ExploreAll(workload);
  EXPECT_TRUE(found.complete());
  EXPECT_THAT(RowsOf(found), IsEmpty());
}

TEST(FreeHardware, MayTearWhatNobodyProtects) {
  Workload workload = Free("6.19", std::nullopt);
  const checker::Exploration found = ExploreAll(workload);
  EXPECT_TRUE(found.complete());
  EXPECT_THAT(RowsOf(found), IsEmpty());
}

// Two I/Os in one batch; only the buffer of the first is stored into.
Workload Batch(ReqOp op) {
  Workload workload = MakeSmallIo({.release = "6.1", .op = op, .bios = 2});
  workload.limits.chunk_bytes = kSmallInterval;
  workload.limits.cpus = 1;
  workload.devices[0].max_request_bytes = 0;
  workload.buffers[0].bytes = kSmallInterval;
  workload.buffers.push_back(workload.buffers[0]);
  workload.buffers.back().name = "other";
  BatchSpec batch;
  for (size_t i = 0; i < 2; ++i) {
    IoSpec io;
    io.op = op;
    io.file_offset = static_cast<uint32_t>(i) * kSmallInterval;
    io.segments = {{i, 0, kSmallInterval}};
    io.async = true;
    batch.ios.push_back(io);
  }
  workload.tasks = {{"caller", {batch}},
                    {"user", {StoreSpec{0, 0, {0x99}, 1, 1}}}};
  Prepare(workload);
  return workload;
}

// The results of the two I/Os, in all executions.
std::set<std::pair<int64_t, int64_t>> ResultsOf(Workload& workload) {
  std::set<std::pair<int64_t, int64_t>> results;
  checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    results.emplace(machine.record(0).result, machine.record(1).result);
    CheckContents(machine);
  });
  return results;
}

// Blast radius: a write request fails with all bios that were merged into it.
TEST(Batch, WriteErrorsHitWhatWasMerged) {
  Workload workload = Batch(ReqOp::kWrite);
  EXPECT_THAT(
      ResultsOf(workload),
      UnorderedElementsAre(std::pair(16, 16), std::pair(-EILSEQ, -EILSEQ)));
}

// Reads are verified bio by bio.
TEST(Batch, ReadErrorsHitOneBio) {
  Workload workload = Batch(ReqOp::kRead);
  EXPECT_THAT(ResultsOf(workload),
              UnorderedElementsAre(std::pair(16, 16), std::pair(-EILSEQ, 16)));
}

// Without a plug, each is a command of its own.
TEST(Batch, WithoutAPlugNothingIsMerged) {
  Workload workload = Batch(ReqOp::kWrite);
  auto& operations = workload.tasks[0].operations;
  const BatchSpec batch = std::get<BatchSpec>(operations[0]);
  operations.assign(batch.ios.begin(), batch.ios.end());
  Prepare(workload);
  EXPECT_THAT(ResultsOf(workload),
              UnorderedElementsAre(std::pair(16, 16), std::pair(-EILSEQ, 16)));
}

Workload SpoiltRead(absl::string_view release, SpoiltPlace::What what) {
  Workload workload =
      MakeSmallIo({.release = release, .op = ReqOp::kRead, .bios = 2});
  workload.devices[0].spoilt = {{.offset = kSmallInterval + 3, .what = what}};
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
  FirstIo(workload).segments = {{0, 0, 4}, {0, 8, 28}};
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
      Prepare(workload);
    }
    EXPECT_THAT(RowsOf(ExploreAll(workload)),
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
    Prepare(workload);
    const std::set<std::string> rows = RowsOf(ExploreAll(workload));
    if (validated) {
      EXPECT_THAT(rows, IsEmpty());
    } else {
      EXPECT_THAT(rows, UnorderedElementsAre("R58 array_degraded"));
    }
  }
}

// A device that needs stable pages but did not say so when the file was opened.
Workload LateStable(bool before_the_file) {
  Workload workload = MakeSmallIo({.release = "7.0"});
  workload.devices[0].stable_writes = before_the_file;
  workload.tasks[0].operations.insert(workload.tasks[0].operations.begin(),
                                      ToggleStableWrites{0, true});
  workload.tasks.push_back({"user", {StoreSpec{0, 0, {0x99}, 1, 1}}});
  Prepare(workload);
  return workload;
}

// R14: the file has looked at the flag before, and is not told.
TEST(StableFlag, IsSampledOnce) {
  Workload late = LateStable(/*before_the_file=*/false);
  const checker::Exploration found = ExploreAll(late);
  EXPECT_TRUE(found.complete());
  EXPECT_THAT(RowsOf(found), UnorderedElementsAre("R14 guard_mismatch"));
  Workload early = LateStable(/*before_the_file=*/true);
  EXPECT_THAT(RowsOf(ExploreAll(early)), IsEmpty());
}

// R11, R12: a store during the bounce copy, or before the copy-back.
TEST(StableFlag, MakesStoresHarmless) {
  for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
    Workload workload = MakeSmallIo({.op = op, .users = 1});
    const checker::Exploration found = ExploreAll(workload);
    EXPECT_TRUE(found.complete());
    EXPECT_THAT(RowsOf(found), IsEmpty());
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
  EXPECT_THAT(RowsOf(ExploreAll(workload)),
              UnorderedElementsAre("R73 undetected_mismatch"));
}

}  // namespace
}  // namespace dio
