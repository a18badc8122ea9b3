// A device with a volatile write cache: what must survive a loss of power, and
// what makes it (KERNEL.md §1.2 L3w, §1.8 F6, §1.9 Z4).

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Workload DsyncWrite(bool fua) {
  Workload workload = OneFile("7.0", ReqOp::kWrite);
  workload.devices[0].write_cache = true;
  workload.devices[0].fua = fua;
  IoOf(workload).flags.dsync = true;
  return workload;
}

// In front of a device with FUA, the write goes through the cache by itself;
// else a flush follows it.
TEST(WriteCache, ADsyncWriteIsDurable) {
  for (const bool fua : {false, true}) {
    for (const bool async : {false, true}) {
      Workload workload = DsyncWrite(fua);
      if (async) MakeAsync(workload);
      EXPECT_THAT(FoundIn(workload), IsEmpty());
      EXPECT_EQ(Reached(workload, KernelStep::kWriteSync), !fua);
    }
  }
}

// O_SYNC wants metadata as well, so FUA is not enough.
TEST(WriteCache, ASyncWriteIsFlushed) {
  Workload workload = DsyncWrite(/*fua=*/true);
  IoOf(workload).flags = {.sync = true};
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kWriteSync));
}

// The second half of the write converts an extent: the whole of it is synced,
// though the first half would not need it.
TEST(WriteCache, OneMappingThatIsNoOverwriteIsEnoughToSync) {
  Workload workload = DsyncWrite(/*fua=*/true);
  workload.files[0].extents = {{.offset = 0, .bytes = 512},
                               {.offset = 512,
                                .bytes = 512,
                                .type = ExtentType::kUnwritten,
                                .address = 512}};
  IoOf(workload).segments[0].bytes = 1024;
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kWriteSync));
  workload.behaviour.Set(Switch::kWriteThroughNeedsFua, false);
  EXPECT_THAT(FoundIn(workload), ElementsAre("data_not_durable  kernel"));
}

TEST(WriteCache, ACachedWriteIsNotDurable) {
  for (const bool async : {false, true}) {
    Workload workload = DsyncWrite(/*fua=*/false);
    if (async) MakeAsync(workload);
    workload.behaviour.Set(Switch::kWriteThroughNeedsFua, false);
    EXPECT_THAT(FoundIn(workload), ElementsAre("data_not_durable  kernel"));
  }
}

// Somebody else's flush may come in time, or not.
TEST(WriteCache, AFlushOfOthersIsNoHelp) {
  Workload workload = DsyncWrite(/*fua=*/false);
  workload.behaviour.Set(Switch::kWriteThroughNeedsFua, false);
  workload.tasks.push_back(
      {"other", {WriteBackSpec{.file = 0, .fsync = true}}});
  EXPECT_THAT(FoundIn(workload), ElementsAre("data_not_durable  kernel"));
}

// Buffered and direct, without O_DSYNC: fsync makes both durable.
TEST(WriteCache, FsyncMakesEarlierWritesDurable) {
  for (const bool buffered : {false, true}) {
    Workload workload = DsyncWrite(/*fua=*/false);
    IoOf(workload).flags = {.buffered = buffered};
    workload.tasks[0].operations.push_back(
        WriteBackSpec{.file = 0, .fsync = true});
    EXPECT_THAT(FoundIn(workload), IsEmpty());
    EXPECT_TRUE(Reached(workload, KernelStep::kFlush));
  }
}

// Raw block devices ask for FUA, and get a flush where there is none.
TEST(WriteCache, ARawDsyncWriteIsDurable) {
  for (const bool fua : {false, true}) {
    for (const bool async : {false, true}) {
      Workload workload = DsyncWrite(fua);
      workload.files[0].filesystem = FileSystem::kRawBlockDevice;
      if (async) MakeAsync(workload);
      EXPECT_THAT(FoundIn(workload), IsEmpty());
    }
  }
}

// Every leg keeps it, whatever it can do.
TEST(WriteCache, AnArrayPassesItOn) {
  for (const DeviceKind kind : {DeviceKind::kMirror, DeviceKind::kParity}) {
    for (const bool sync : {false, true}) {
      Workload workload = DsyncWrite(/*fua=*/false);
      IoOf(workload).flags = {.dsync = !sync, .sync = sync};
      workload.devices[0].bytes = 512;
      const size_t legs = kind == DeviceKind::kMirror ? 2 : 3;
      DeviceSpec array = workload.devices[0];
      array.name = "array";
      array.kind = kind;
      array.write_cache = false;
      for (size_t leg = 0; leg < legs; ++leg) {
        if (leg > 0) workload.devices.push_back(workload.devices[0]);
        array.legs.push_back(leg);
      }
      array.bytes = kind == DeviceKind::kMirror ? 512 : 1024;
      workload.files[0].device = workload.devices.size();
      workload.devices.push_back(array);
      Prepare(workload);
      EXPECT_THAT(FoundIn(workload), IsEmpty());
      EXPECT_TRUE(Reached(workload, KernelStep::kFlush));
    }
  }
}

}  // namespace
}  // namespace dio
