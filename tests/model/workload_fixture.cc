#include "tests/model/workload_fixture.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/switches.h"
#include "gtest/gtest.h"
#include "model/kernel_release.h"

namespace dio {

Workload OneCall(absl::string_view release, FileSystem filesystem, ReqOp op) {
  Workload workload;
  workload.behaviour = *ReleaseBehaviour(release);
  workload.limits.chunk_bytes = 256;
  DeviceSpec device;
  device.name = "disk";
  device.bytes = 1024;
  device.integrity = pi::Profile{.interval_bytes = 512};
  device.fill = 0xd0;
  workload.devices.push_back(device);
  FileSpec file;
  file.name = "data";
  file.filesystem = filesystem;
  workload.files.push_back(file);
  BufferSpec buffer;
  buffer.name = "buffer";
  buffer.bytes = 1024;
  buffer.fill = 0x41;
  workload.buffers.push_back(buffer);
  IoSpec io;
  io.op = op;
  io.segments = {{0, 0, 1024}};
  workload.tasks.push_back({"caller", {io}});
  Prepare(workload);
  return workload;
}

Workload OneSmallCall(absl::string_view release, FileSystem filesystem,
                      ReqOp op) {
  Workload workload = OneCall(release, filesystem, op);
  workload.limits.chunk_bytes = 512;
  IoOf(workload).segments[0].bytes = 512;
  return workload;
}

IoSpec& IoOf(Workload& workload, size_t task) {
  return std::get<IoSpec>(workload.tasks[task].operations[0]);
}

void AddStore(Workload& workload, uint32_t offset, uint8_t value) {
  workload.tasks.push_back({"user", {StoreSpec{0, offset, {value}, 1, 1}}});
}

checker::Timeline RunOnce(Workload& workload) {
  const auto body = [&] { RunWorkload(workload); };
  checker::Explorer explorer(body);
  const checker::SwitchSchedule no_switches;
  checker::SwitchStrategy strategy(no_switches);
  checker::TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  return recorder.timeline();
}

std::vector<std::string> OperationsOf(const checker::Timeline& timeline) {
  std::vector<std::string> operations;
  for (const checker::TimelineEntry& entry : timeline.entries) {
    if (entry.kind != checker::TimelineEntry::Kind::kOperation) continue;
    operations.push_back(absl::StrCat(entry.task, ": ", entry.operation.label,
                                      ": ", entry.operation.kind, " ",
                                      entry.operation.object));
  }
  return operations;
}

size_t PlaceOf(const std::vector<std::string>& operations,
               absl::string_view text) {
  for (size_t i = 0; i < operations.size(); ++i) {
    if (absl::StrContains(operations[i], text)) return i;
  }
  ADD_FAILURE() << "no operation contains '" << text << "':\n"
                << absl::StrJoin(operations, "\n");
  return 0;
}

}  // namespace dio
