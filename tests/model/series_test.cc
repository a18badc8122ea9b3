// The series "bounce buffer direct I/O when stable pages are required", patch
// by patch: 7.0 with one of them turned back shows what that patch closed, and
// nothing else.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Two threads store into the buffer of a read or write of two bios.
Workload Disturbed(ReqOp op, bool async) {
  return MakeSmallIo({.op = op, .async = async, .bios = 2, .users = 1});
}

// The caller itself stores when its read has returned.
Workload ReadThenStore(bool async) {
  Workload workload = MakeSmallIo({.op = ReqOp::kRead, .async = async});
  if (async) workload.tasks[0].operations.push_back(ReapSpec{});
  workload.tasks[0].operations.push_back(StoreSpec{0, 0, {0x99}, 1, 1});
  return workload;
}

// Memory of the host, then of a PCI device.
Workload MixedMemory(ReqOp op) {
  Workload workload = MakeSmallIo({.op = op, .bios = 2});
  workload.buffers[0].peer = {{kSmallInterval, kSmallInterval}};
  workload.limits.bio_max_vecs = 4;
  workload.limits.bounce_folio_bytes = 4 * kSmallInterval;
  return workload;
}

// The first of three bios fails while the others are submitted.
Workload EarlyError(ReqOp op) {
  Workload workload = MakeSmallIo({.op = op, .bios = 3});
  // The plug is flushed for each bio, instead of holding them all back until
  // the last.
  workload.limits.plug_requests = 1;
  AllowOneFault(workload, {FaultKind::kDeviceError});
  return workload;
}

// A registered buffer that takes more than one bio.
Workload Registered(ReqOp op) {
  Workload workload = MakeSmallIo({.op = op, .bios = 2});
  std::get<IoSpec>(workload.tasks[0].operations[0]).flags.registered = true;
  return workload;
}

// A device of this kind over disks like the one that there is, with a user who
// stores.
Workload StoreOn(DeviceKind kind) {
  Workload workload = MakeSmallIo({.users = 1, .integrity = std::nullopt});
  DeviceSpec& disk = workload.devices[0];
  if (kind == DeviceKind::kNetwork) {
    disk.kind = kind;
    return workload;
  }
  DeviceSpec array = disk;
  array.name = "array";
  array.kind = kind;
  array.max_request_bytes = 0;
  array.skip_copy = true;
  array.bytes *= 2;
  array.legs = {0, 1, 2};
  const DeviceSpec leg = disk;
  workload.devices.assign(3, leg);
  for (size_t i = 0; i < 3; ++i)
    workload.devices[i].name = "leg" + std::to_string(i);
  workload.devices.push_back(array);
  workload.files[0].device = 3;
  return workload;
}

// An append, and a bounced read of what lies behind it in the file and on the
// device.
Workload AppendBesideRead() {
  Workload workload = MakeSmallIo({});
  DeviceSpec& device = workload.devices[0];
  device.bytes = 4 * kSmallInterval;
  device.open_zone = {
      {.start = 2 * kSmallInterval, .write_pointer = 2 * kSmallInterval}};
  FileSpec& file = workload.files[0];
  file.zoned = true;
  file.size = 2 * kSmallInterval;
  file.extents = {{.offset = 0, .bytes = kSmallInterval},
                  {.offset = kSmallInterval,
                   .bytes = kSmallInterval,
                   .address = 3 * kSmallInterval}};
  workload.buffers.push_back(workload.buffers[0]);
  workload.buffers.back().name = "other";
  IoSpec read;
  read.op = ReqOp::kRead;
  read.file_offset = kSmallInterval;
  read.segments = {{1, 0, kSmallInterval}};
  workload.tasks.push_back({"reader", {read}});
  return workload;
}

std::vector<Workload> Battery() {
  std::vector<Workload> battery;
  for (const ReqOp op : {ReqOp::kWrite, ReqOp::kRead}) {
    for (const bool async : {false, true})
      battery.push_back(Disturbed(op, async));
    battery.push_back(MixedMemory(op));
    battery.push_back(EarlyError(op));
    battery.push_back(Registered(op));
  }
  battery.push_back(StoreOn(DeviceKind::kParity));
  battery.push_back(StoreOn(DeviceKind::kNetwork));
  battery.push_back(AppendBesideRead());
  battery.push_back(ReadThenStore(false));
  battery.push_back(ReadThenStore(true));
  return battery;
}

std::set<std::string> RowsWithout(std::optional<Switch> patch) {
  std::set<std::string> rows;
  for (Workload& workload : Battery()) {
    if (patch.has_value()) workload.behaviour.Set(*patch, false);
    Prepare(workload);
    const checker::Exploration exploration = ExploreAll(workload);
    EXPECT_TRUE(exploration.complete());
    rows.merge(RowsOf(exploration));
  }
  return rows;
}

TEST(Series, Complete) { EXPECT_THAT(RowsWithout(std::nullopt), IsEmpty()); }

TEST(Series, Without3TheMixOfMemoryFails) {
  EXPECT_THAT(RowsWithout(Switch::kBioSplitAtP2p),
              ElementsAre("R59 wrong_error"));
}

TEST(Series, Without7SubmittedBytesAreTakenBack) {
  EXPECT_THAT(RowsWithout(Switch::kSubmitErrorKeepsIter),
              ElementsAre("R28 wrong_iterator"));
}

TEST(Series, Without8RegisteredBuffersEndEarly) {
  EXPECT_THAT(RowsWithout(Switch::kBioLoopUntilDone),
              ElementsAre("R60 wrong_count"));
}

TEST(Series, Without10NothingIsCopiedBack) {
  EXPECT_THAT(RowsWithout(Switch::kIoendSharesBioEnd),
              UnorderedElementsAre("no row leak", "no row stale_data"));
}

TEST(Series, Without11DataArrivesAfterCompletion) {
  EXPECT_THAT(RowsWithout(Switch::kBioReleasedBeforeDioRef),
              ElementsAre("R27b lost_store"));
}

TEST(Series, Without13ReadsMergeWithWrites) {
  EXPECT_THAT(RowsWithout(Switch::kReadIoendsNeverMerge),
              ElementsAre("R34 stale_data"));
}

// R10 is R01 with a guest in the user's place.
TEST(Series, Without6And14And15StoresBreakIt) {
  EXPECT_THAT(
      RowsWithout(Switch::kDioBounce),
      UnorderedElementsAre("R01 guard_mismatch", "R05 parity_mismatch",
                           "R06 digest_mismatch", "R07 guard_mismatch"));
}

}  // namespace
}  // namespace dio
