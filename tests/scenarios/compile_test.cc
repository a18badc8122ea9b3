// What a scenario says is what the model gets.

#include "scenarios/compile.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "checker/explore/explore.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/workload.h"
#include "scenarios/faults.h"
#include "scenarios/loader.h"

namespace diorace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kAll[] = R"(name: "all"
release: "7.0"
chunk_bytes: 8
limits {
  page_bytes: 16
  bio_max_vecs: 3
  bounce_folio_bytes: 32
  bio_max_bytes: 64
  integrity_buffer_bytes: 128
  cpus: 4
  huge_zero_folio: true
  plug_requests: 5
  integrity_pool: 3
  plug_flush_bytes: 48
}
faults { budget: 2 kind: USER_FAULT kind: NOWAIT }
device {
  name: "disk0"
  bytes: 64
  integrity { interval_bytes: 16 }
  logical_block_bytes: 32
  hardware: SCSI_DEBUG
  stable_writes: false
  inserts_integrity: true
  write_cache: true
  fua: true
  scheduler: MQ_DEADLINE
  dma_alignment: 8
  open_zone { start: 32 }
  spoilt { offset: 17 what: REF }
  fill: 0xd0
}
device { name: "disk1" bytes: 64 hardware: FREE }
device { name: "disk2" bytes: 64 }
device { name: "disk3" bytes: 64 bio_based: true }
device {
  name: "md0"
  kind: PARITY
  bytes: 128
  leg: ["disk1", "disk2", "disk3"]
  skip_copy: true
  stripe_unit_bytes: 16
}
device { name: "nbd0" kind: NETWORK bytes: 64 }
file {
  name: "x"
  device: "disk0"
  filesystem: XFS
  extent { bytes: 32 address: 32 shared: true }
  extent { offset: 32 bytes: 32 type: UNWRITTEN address: 0 }
  extent { bytes: 32 type: HOLE }
  extent { bytes: 32 type: DELALLOC }
  size: 100
  block_bytes: 32
  cached { offset: 32 bytes: 32 fill: 9 dirty: true }
  zoned: true
  read_bounce: ALWAYS
}
file {
  name: "b"
  device: "md0"
  filesystem: BTRFS
  checksums: true
  redundant_profile: true
}
file { name: "r" device: "nbd0" filesystem: RAW_BLOCK_DEVICE }
buffer {
  name: "b0"
  bytes: 64
  fill: 1
  fill_step: 2
  folio_bytes: 32
  hole { offset: 32 bytes: 16 }
  peer { offset: 48 bytes: 16 }
}
buffer { name: "b1" bytes: 32 mapping_of: "x" mapping_offset: 16 }
buffer { name: "b2" bytes: 32 }
buffer { name: "b3" bytes: 32 fill: 7 }
task {
  name: "t"
  cpu: 3
  operation {
    pwrite {
      file: "x"
      file_offset: 32
      segment { buffer: "b1" offset: 8 bytes: 24 }
      segment { buffer: "b2" bytes: 8 }
      nowait: true
      sync: true
      hipri: true
      atomic: true
      registered: true
      on_short: RETRY
      on_error: STOP
    }
  }
  operation {
    batch {
      operation { pread { file: "r" buffer: "b2" bytes: 8 dsync: false } }
      operation { pwrite { file: "r" buffer: "b2" bytes: 16 dsync: true } }
    }
  }
  operation { reap { count: 1 } }
  operation { load { buffer: "b2" offset: 3 bytes: 5 } }
  operation { pread { file: "x" buffer: "b2" bytes: 32 buffered: true } }
  operation { write_back { file: "x" offset: 16 bytes: 32 fsync: true } }
  operation { truncate { file: "x" size: 50 } }
  operation { punch_hole { file: "x" offset: 32 bytes: 16 } }
  operation { set_stable_writes { device: "disk0" on: true } }
  operation { offline_cpu { cpu: 2 } }
  operation { set_read_bounce { file: "x" mode: NEVER } }
  operation { set_blocksize { file: "r" bytes: 16 } }
}
expect { verdict: FAIL }
)";

dio::Workload Compiled(const std::string& text) {
  const absl::StatusOr<LoadedScenario> loaded = ParseScenario(text, "f");
  EXPECT_TRUE(loaded.ok()) << loaded.status().message();
  absl::StatusOr<dio::Workload> workload = CompileWorkload(loaded->scenario);
  EXPECT_TRUE(workload.ok()) << workload.status().message();
  return *std::move(workload);
}

TEST(CompileTest, Limits) {
  const dio::Limits limits = Compiled(kAll).limits;
  EXPECT_EQ(limits.chunk_bytes, 8);
  EXPECT_EQ(limits.page_bytes, 16);
  EXPECT_EQ(limits.bio_max_vecs, 3);
  EXPECT_EQ(limits.bounce_folio_bytes, 32);
  EXPECT_EQ(limits.bio_max_bytes, 64);
  EXPECT_EQ(limits.integrity_buffer_bytes, 128);
  EXPECT_EQ(limits.cpus, 4);
  EXPECT_TRUE(limits.huge_zero_folio);
  EXPECT_EQ(limits.plug_requests, 5);
  EXPECT_EQ(limits.integrity_pool, 3);
  EXPECT_EQ(limits.plug_flush_bytes, 48);
}

TEST(CompileTest, Devices) {
  const std::vector<dio::DeviceSpec> devices = Compiled(kAll).devices;
  ASSERT_EQ(devices.size(), 6);
  const dio::DeviceSpec& disk = devices[0];
  EXPECT_EQ(disk.kind, dio::DeviceKind::kDisk);
  EXPECT_EQ(disk.logical_block_bytes, 32);
  EXPECT_EQ(disk.hardware, dio::HardwareProfile::kScsiDebug);
  EXPECT_EQ(disk.stable_writes, false);
  EXPECT_TRUE(disk.inserts_integrity);
  EXPECT_TRUE(disk.write_cache);
  EXPECT_TRUE(disk.fua);
  EXPECT_EQ(disk.scheduler, dio::SchedulerKind::kMqDeadline);
  EXPECT_EQ(disk.dma_alignment, 8);
  EXPECT_EQ(disk.fill, 0xd0);
  ASSERT_TRUE(disk.open_zone.has_value());
  EXPECT_EQ(disk.open_zone->write_pointer, 32);
  ASSERT_EQ(disk.spoilt.size(), 1);
  EXPECT_EQ(disk.spoilt[0].what, dio::SpoiltPlace::What::kRef);
  EXPECT_EQ(devices[1].hardware, dio::HardwareProfile::kFree);
  EXPECT_EQ(devices[1].stable_writes, std::nullopt);
  EXPECT_EQ(devices[1].logical_block_bytes, 8);  // a chunk
  EXPECT_EQ(devices[4].kind, dio::DeviceKind::kParity);
  EXPECT_THAT(devices[4].legs, ElementsAre(1, 2, 3));
  EXPECT_TRUE(devices[3].bio_based);
  EXPECT_TRUE(devices[4].skip_copy);
  EXPECT_EQ(devices[4].stripe_unit_bytes, 16);
  EXPECT_EQ(devices[5].kind, dio::DeviceKind::kNetwork);
}

TEST(CompileTest, Files) {
  const std::vector<dio::FileSpec> files = Compiled(kAll).files;
  ASSERT_EQ(files.size(), 3);
  const dio::FileSpec& xfs = files[0];
  EXPECT_EQ(xfs.filesystem, dio::FileSystem::kXfs);
  ASSERT_EQ(xfs.extents.size(), 4);
  EXPECT_EQ(xfs.extents[0].address, 32);
  EXPECT_TRUE(xfs.extents[0].shared);
  EXPECT_EQ(xfs.extents[1].type, dio::ExtentType::kUnwritten);
  EXPECT_EQ(xfs.extents[1].offset, 32);
  EXPECT_EQ(xfs.extents[1].address, 0);
  EXPECT_EQ(xfs.extents[2].type, dio::ExtentType::kHole);
  EXPECT_EQ(xfs.extents[3].type, dio::ExtentType::kDelalloc);
  EXPECT_EQ(xfs.extents[3].offset, 96);
  EXPECT_EQ(xfs.size, 100);
  EXPECT_EQ(xfs.block_bytes, 32);
  ASSERT_EQ(xfs.cached.size(), 1);
  EXPECT_EQ(xfs.cached[0].offset, 32);
  EXPECT_EQ(xfs.cached[0].bytes, 32);
  EXPECT_EQ(xfs.cached[0].fill, 9);
  EXPECT_TRUE(xfs.cached[0].dirty);
  EXPECT_TRUE(xfs.zoned);
  EXPECT_EQ(xfs.read_bounce, dio::ReadBounce::kAlways);
  EXPECT_EQ(files[1].filesystem, dio::FileSystem::kBtrfs);
  EXPECT_TRUE(files[1].checksums);
  EXPECT_TRUE(files[1].redundant_profile);
  EXPECT_EQ(files[1].size, std::nullopt);
  EXPECT_EQ(files[2].filesystem, dio::FileSystem::kRawBlockDevice);
}

TEST(CompileTest, Buffers) {
  const std::vector<dio::BufferSpec> buffers = Compiled(kAll).buffers;
  ASSERT_EQ(buffers.size(), 4);
  EXPECT_EQ(buffers[0].fill, 1);
  EXPECT_EQ(buffers[0].fill_step, 2);
  EXPECT_EQ(buffers[0].folio_bytes, 32);
  ASSERT_EQ(buffers[0].holes.size(), 1);
  EXPECT_EQ(buffers[0].holes[0].offset, 32);
  ASSERT_EQ(buffers[0].peer.size(), 1);
  EXPECT_EQ(buffers[0].peer[0].bytes, 16);
  EXPECT_EQ(buffers[1].mapping_of, 0);
  EXPECT_EQ(buffers[1].mapping_offset, 16);
  // No fill: each chunk has its own. A fill alone is that of all.
  EXPECT_EQ(buffers[2].fill, 0x41);
  EXPECT_EQ(buffers[2].fill_step, 1);
  EXPECT_EQ(buffers[3].fill, 7);
  EXPECT_EQ(buffers[3].fill_step, 0);
}

TEST(CompileTest, Operations) {
  const dio::Workload workload = Compiled(kAll);
  const dio::TaskSpec& task = workload.tasks[0];
  EXPECT_EQ(task.cpu, 3);
  ASSERT_EQ(task.operations.size(), 12);
  const auto& write = std::get<dio::IoSpec>(task.operations[0]);
  EXPECT_EQ(write.op, dio::ReqOp::kWrite);
  EXPECT_EQ(write.file_offset, 32);
  ASSERT_EQ(write.segments.size(), 2);
  EXPECT_EQ(write.segments[0].buffer, 1);
  EXPECT_EQ(write.segments[0].offset, 8);
  EXPECT_EQ(write.segments[1].bytes, 8);
  EXPECT_TRUE(write.flags.nowait);
  EXPECT_FALSE(write.flags.dsync);
  EXPECT_TRUE(write.flags.sync);
  EXPECT_TRUE(write.flags.hipri);
  EXPECT_TRUE(write.flags.atomic);
  EXPECT_TRUE(write.flags.registered);
  EXPECT_FALSE(write.async);
  EXPECT_EQ(write.on_short, dio::Reaction::kRetry);
  EXPECT_EQ(write.on_error, dio::Reaction::kStop);
  const auto& batch = std::get<dio::BatchSpec>(task.operations[1]);
  ASSERT_EQ(batch.ios.size(), 2);
  EXPECT_EQ(batch.ios[0].op, dio::ReqOp::kRead);
  EXPECT_TRUE(batch.ios[0].async);
  EXPECT_TRUE(batch.ios[1].flags.dsync);
  EXPECT_EQ(std::get<dio::ReapSpec>(task.operations[2]).count, 1);
  EXPECT_EQ(std::get<dio::LoadSpec>(task.operations[3]).offset, 3);
  EXPECT_EQ(std::get<dio::LoadSpec>(task.operations[3]).bytes, 5);
  EXPECT_TRUE(std::get<dio::IoSpec>(task.operations[4]).flags.buffered);
  EXPECT_EQ(std::get<dio::WriteBackSpec>(task.operations[5]).offset, 16);
  EXPECT_TRUE(std::get<dio::WriteBackSpec>(task.operations[5]).fsync);
  EXPECT_EQ(std::get<dio::TruncateSpec>(task.operations[6]).size, 50);
  EXPECT_EQ(std::get<dio::PunchSpec>(task.operations[7]).bytes, 16);
  EXPECT_TRUE(std::get<dio::ToggleStableWrites>(task.operations[8]).on);
  EXPECT_EQ(std::get<dio::OfflineCpuSpec>(task.operations[9]).cpu, 2);
  EXPECT_EQ(std::get<dio::ReadBounceSpec>(task.operations[10]).mode,
            dio::ReadBounce::kNever);
  const auto& blocksize = std::get<dio::SetBlocksizeSpec>(task.operations[11]);
  EXPECT_EQ(blocksize.file, 2);
  EXPECT_EQ(blocksize.bytes, 16);
}

TEST(CompileTest, Faults) {
  const dio::FaultBudget faults = Compiled(kAll).faults;
  EXPECT_EQ(faults.most, 2);
  EXPECT_EQ(faults.kinds.count(), 2);
  EXPECT_TRUE(faults.kinds[static_cast<size_t>(dio::FaultKind::kUserFault)]);
}

// The names of faults are those of the model, all of them.
TEST(FaultsTest, EveryKindIsOneOfTheModel) {
  const google::protobuf::EnumDescriptor& kinds = *Faults::Kind_descriptor();
  EXPECT_EQ(kinds.value_count(), static_cast<int>(dio::FaultKind::kCount));
  for (int i = 0; i < kinds.value_count(); ++i) {
    const auto kind = static_cast<Faults::Kind>(kinds.value(i)->number());
    EXPECT_TRUE(FaultOf(kind).has_value()) << kinds.value(i)->name();
  }
}

TEST(FaultsTest, TextSaysWhatIsAssumed) {
  Scenario scenario;
  EXPECT_EQ(FaultsText(scenario), "no injected faults");
  scenario.mutable_faults()->add_kind(Faults::USER_FAULT);
  EXPECT_EQ(FaultsText(scenario), "at most 1 injected fault of: user_fault");
  scenario.mutable_faults()->add_kind(Faults::FOLIO_FAILURE);
  scenario.mutable_faults()->set_budget(2);
  EXPECT_EQ(FaultsText(scenario),
            "at most 2 injected faults of: user_fault, folio_failure");
  scenario.mutable_faults()->set_budget(0);
  EXPECT_EQ(FaultsText(scenario), "no injected faults");
}

// Two asynchronous bounced writes and a load, with a fault: it runs, to the
// end, and reaches what is only there for asynchronous I/O.
TEST(CompileTest, AsynchronousIoRuns) {
  const absl::StatusOr<LoadedScenario> loaded = ParseScenario(R"(name: "async"
    release: "7.2"
    chunk_bytes: 16
    limits { page_bytes: 16 bounce_folio_bytes: 16 }
    faults { kind: DEVICE_ERROR }
    device { name: "d" bytes: 16 integrity { interval_bytes: 16 } }
    file { name: "f" device: "d" filesystem: XFS }
    buffer { name: "b" bytes: 16 }
    task {
      name: "t"
      operation { pread { file: "f" buffer: "b" bytes: 16 async: true } }
      operation { reap {} }
      operation { load { buffer: "b" bytes: 16 } }
    }
    must_reach: "UR"
    must_reach: "UL"
    must_reach: "F8"
    expect { verdict: PASS })",
                                                              "f");
  ASSERT_TRUE(loaded.ok()) << loaded.status().message();
  const absl::StatusOr<CompiledScenario> compiled = Compile(loaded->scenario);
  ASSERT_TRUE(compiled.ok()) << compiled.status().message();
  const checker::Exploration exploration =
      checker::Explore([&] { compiled->Run(); });
  EXPECT_TRUE(exploration.complete());
  for (const checker::FoundViolation& found : exploration.violations)
    ADD_FAILURE() << found.violation.kind << ": " << found.violation.message;
  EXPECT_THAT(compiled->Unreached(), IsEmpty());
  EXPECT_TRUE(
      compiled->Reached()[static_cast<size_t>(dio::KernelStep::kIoend)]);
}

}  // namespace
}  // namespace diorace
