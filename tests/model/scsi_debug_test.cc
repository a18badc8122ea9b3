// scsi_debug looks twice at what it is sent: GROUND_TRUTH.md §1 and §3.

#include <cerrno>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/checker.h"
#include "checker/schedule/timeline.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/content_oracle.h"
#include "model/machine.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAre;

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
    IoSpec clean = IoOf(workload);
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
  EXPECT_THAT(
      RowsFoundIn(workload),
      UnorderedElementsAre("R14b guard_mismatch", "R14b latent_mismatch"));
}

}  // namespace
}  // namespace dio
