// Devices made of others, and behind a network: several parties look at the
// same memory, each at its own time (KERNEL.md §5.1: R02, R04, R05, R06, R13,
// R14).

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/paths_io.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::Each;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// One write of two chunks to a disk without integrity; a user stores into one
// of them.
Workload WriteWithStore(absl::string_view release) {
  Workload workload =
      MakeSmallIo({.release = release, .integrity = std::nullopt});
  workload.tasks.push_back({"user", {StoreSpec{0, 0, {0x99}, 1, 1}}});
  return workload;
}

// Puts the file on a device of this kind over `count` disks like the first.
DeviceSpec& StackOn(Workload& workload, DeviceKind kind, size_t count) {
  const DeviceSpec disk = workload.devices[0];
  DeviceSpec array = disk;
  array.name = "array";
  array.kind = kind;
  array.integrity = {};
  array.max_request_bytes = 0;
  workload.devices.clear();
  for (size_t i = 0; i < count; ++i) {
    workload.devices.push_back(disk);
    workload.devices.back().name = "leg" + std::to_string(i);
    array.legs.push_back(i);
  }
  workload.devices.push_back(array);
  workload.files[0].device = count;
  Prepare(workload);
  return workload.devices.back();
}

Workload Mirror(absl::string_view release) {
  Workload workload = WriteWithStore(release);
  StackOn(workload, DeviceKind::kMirror, 2);
  return workload;
}

// Two data legs; the write fills one unit.
Workload Parity(absl::string_view release, bool skip_copy) {
  Workload workload = WriteWithStore(release);
  DeviceSpec& array = StackOn(workload, DeviceKind::kParity, 3);
  array.bytes *= 2;
  array.skip_copy = skip_copy;
  return workload;
}

Workload Network(absl::string_view release) {
  Workload workload = WriteWithStore(release);
  workload.devices[0].kind = DeviceKind::kNetwork;
  Prepare(workload);
  return workload;
}

// The rows of what nobody promised to prevent.
std::set<std::string> RowsNobodyPromised(Workload& workload) {
  const checker::Exploration found = ExploreAll(workload);
  EXPECT_TRUE(found.complete());
  EXPECT_THAT(found.violations,
              Each(Field(&checker::FoundViolation::violation,
                         Field(&checker::Violation::blame, "no_promise"))));
  return RowsOf(found);
}

// R02: nobody computes anything over the data of a plain disk.
TEST(PlainDisk, MayTakeHalfOfAStore) {
  for (const char* release : {"6.19", "7.0"}) {
    Workload workload = WriteWithStore(release);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  }
}

// R04: plain members do not set the flag, so nothing above bounces, in any
// release.
TEST(Mirror, OfPlainDisksDivergesInEveryRelease) {
  for (const char* release : {"6.19", "7.0", "7.3"}) {
    Workload workload = Mirror(release);
    EXPECT_THAT(RowsNobodyPromised(workload),
                UnorderedElementsAre("R04 legs_differ"));
  }
}

// The pair: the store that one leg missed, and the fetch of the other that met
// it.
TEST(Mirror, NamesTheStoreAndTheLegThatMetIt) {
  Workload workload = Mirror("7.0");
  const checker::Exploration found = ExploreAll(workload);
  ASSERT_FALSE(found.violations.empty());
  for (const checker::FoundViolation& each : found.violations) {
    ASSERT_EQ(each.violation.operations.size(), 2);
    EXPECT_EQ(each.violation.operations[0].ToString(),
              "user: fill buffer[0,1)");
    EXPECT_THAT(
        each.violation.operations[1].ToString(),
        ::testing::MatchesRegex("caller/leg[01]: sample buffer\\[0,8\\)"));
  }
}

TEST(Mirror, ThatAsksForStablePagesIsBounced) {
  Workload workload = Mirror("7.0");
  workload.devices.back().stable_writes = true;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// The flag is inherited from any leg.
TEST(Mirror, OfOneLegWithIntegrityIsBounced) {
  Workload workload = Mirror("7.0");
  workload.devices[1].integrity = pi::Profile{.interval_bytes = 16};
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

TEST(Mirror, DoesNotMindAStoreOfTheSameValue) {
  Workload workload = Mirror("6.19");
  workload.tasks.back() = {"user", {StoreSpec{0, 0, {0x41}, 1, 1}}};
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// A write is good if one leg has it; the other leaves the array.
TEST(Mirror, OutlivesTheErrorOfOneLeg) {
  Workload workload = Mirror("7.0");
  workload.tasks.pop_back();
  AllowOneFault(workload, {FaultKind::kDeviceError, FaultKind::kDevicePrefix});
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

TEST(Mirror, ReadsWhatItHolds) {
  for (const char* release : {"6.19", "7.0"}) {
    Workload workload =
        MakeSmallIo({.release = release, .op = ReqOp::kRead, .users = 1});
    StackOn(workload, DeviceKind::kMirror, 2);
    workload.tasks.pop_back();
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  }
}

// The stripe cache is a copy, and parity and data are written from it.
TEST(Parity, IsNeverWrongWhileDataIsCopied) {
  for (const char* release : {"6.19", "7.0"}) {
    Workload workload = Parity(release, /*skip_copy=*/false);
    EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
  }
}

TEST(Parity, MismatchesWithSkipCopyBeforeBouncing) {
  Workload workload = Parity("6.19", /*skip_copy=*/true);
  EXPECT_THAT(RowsNobodyPromised(workload),
              UnorderedElementsAre("R05 parity_mismatch"));
}

TEST(Parity, OfSkipCopyAsksForStablePages) {
  Workload workload = Parity("7.0", /*skip_copy=*/true);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// R14: md/skip_copy is turned on while the file is in use, which has looked at
// the flag before.
TEST(Parity, OfSkipCopyThatComesLateIsNotBounced) {
  Workload workload = Parity("7.0", /*skip_copy=*/false);
  workload.tasks[0].operations.insert(workload.tasks[0].operations.begin(),
                                      ToggleStableWrites{3, true});
  EXPECT_THAT(RowsFoundIn(workload),
              UnorderedElementsAre("R14 parity_mismatch"));
}

// Only a unit that is written whole is not copied.
TEST(Parity, OfPartOfAUnitIsCopiedAllTheSame) {
  Workload workload = Parity("6.19", /*skip_copy=*/true);
  workload.devices.back().stripe_unit_bytes = 32;
  for (DeviceSpec& device : workload.devices) device.bytes *= 2;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

TEST(Parity, ReadsWhatItHoldsOverAllLegs) {
  Workload workload = MakeSmallIo({.op = ReqOp::kRead, .bios = 2});
  workload.limits.bio_max_vecs = 2;
  StackOn(workload, DeviceKind::kParity, 3).bytes = 32;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// What a leg has more than the others is not used.
TEST(Parity, TakesLegsOfDifferentSizes) {
  Workload workload = MakeSmallIo({.op = ReqOp::kRead, .bios = 2});
  workload.limits.bio_max_vecs = 2;
  StackOn(workload, DeviceKind::kParity, 3).bytes = 32;
  workload.devices[2].bytes *= 2;
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

TEST(Network, ResetsTheConnectionIfTheDigestDoesNotFit) {
  Workload workload = Network("6.19");
  EXPECT_THAT(RowsNobodyPromised(workload),
              UnorderedElementsAre("R06 digest_mismatch"));
}

TEST(Network, IsBouncedFrom70On) {
  Workload workload = Network("7.0");
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

// A mirror of a local disk and one behind a network.
Workload Drbd(bool passes_the_flag_on) {
  Workload workload = Mirror("7.0");
  workload.devices[1].kind = DeviceKind::kNetwork;
  workload.behaviour.Set(Switch::kDrbdStableWrites, passes_the_flag_on);
  Prepare(workload);
  return workload;
}

TEST(Drbd, ThatDropsTheStableFlagDiverges) {
  Workload workload = Drbd(/*passes_the_flag_on=*/false);
  EXPECT_THAT(RowsFoundIn(workload),
              UnorderedElementsAre("R13 legs_differ", "R06 digest_mismatch"));
}

TEST(Drbd, ThatPassesTheStableFlagOnIsBounced) {
  Workload workload = Drbd(/*passes_the_flag_on=*/true);
  EXPECT_THAT(RowsFoundIn(workload), IsEmpty());
}

}  // namespace
}  // namespace dio
