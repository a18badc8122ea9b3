// I/O goes where it is asked to go.

#include <algorithm>

#include "checker/checker.h"
#include "gtest/gtest.h"
#include "model/machine.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

// The second half of the device and of the buffer, on a plain device whose
// logical block is smaller than the device.
Workload SecondHalf(FileSystem filesystem, ReqOp op) {
  Workload workload = OneCall("7.0", filesystem, op);
  workload.limits.chunk_bytes = 8;
  DeviceSpec& device = workload.devices[0];
  device.bytes = 16;
  device.logical_block_bytes = 8;
  device.integrity.reset();
  workload.files[0].extents.clear();
  workload.buffers[0].bytes = 16;
  IoOf(workload).file_offset = 8;
  IoOf(workload).segments = {{0, 8, 8}};
  Prepare(workload);
  return workload;
}

// Whether bytes 0 to 7 are all `low` and bytes 8 to 15 all `high`.
bool Halves(absl::Span<const uint8_t> bytes, uint8_t low, uint8_t high) {
  const auto all = [](absl::Span<const uint8_t> part, uint8_t value) {
    return std::all_of(part.begin(), part.end(),
                       [value](uint8_t byte) { return byte == value; });
  };
  return bytes.size() == 16 && all(bytes.subspan(0, 8), low) &&
         all(bytes.subspan(8), high);
}

TEST(Offsets, WriteAndReadReachTheirBlocks) {
  for (const FileSystem filesystem :
       {FileSystem::kRawBlockDevice, FileSystem::kXfs}) {
    for (const ReqOp op : {ReqOp::kRead, ReqOp::kWrite}) {
      Workload workload = SecondHalf(filesystem, op);
      int wrong = 0;
      const checker::Exploration exploration = checker::Explore([&] {
        Machine machine(workload);
        machine.Run();
        wrong +=
            op == ReqOp::kWrite
                ? !Halves(machine.device(0).medium().data.Peek(), 0xd0, 0x41)
                : !Halves(machine.buffer(0).memory().Peek(), 0x41, 0xd0);
      });
      EXPECT_TRUE(exploration.complete());
      EXPECT_EQ(wrong, 0);
    }
  }
}

}  // namespace
}  // namespace dio
