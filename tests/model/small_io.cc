#include "tests/model/small_io.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "checker/strategies.h"
#include "model/kernel_release.h"

namespace dio {

Workload MakeSmallIo(const SmallIo& small) {
  const uint32_t interval = small.integrity.has_value()
                                ? small.integrity->interval_bytes
                                : kSmallInterval;
  const uint32_t bytes = interval * small.bios;
  Workload workload;
  workload.behaviour = *ReleaseBehaviour(small.release);
  Limits& limits = workload.limits;
  limits.chunk_bytes = interval / 2;
  limits.page_bytes = small.small_pages ? interval / 2 : interval;
  limits.bio_max_vecs = interval / limits.page_bytes;
  limits.bounce_folio_bytes = interval;

  DeviceSpec device;
  device.name = "disk";
  device.bytes = bytes;
  device.logical_block_bytes = interval;
  device.integrity = small.integrity;
  device.max_request_bytes = interval;
  device.fill = 0xd0;
  workload.devices.push_back(device);

  FileSpec file;
  file.name = "data";
  file.filesystem = small.filesystem;
  workload.files.push_back(file);

  BufferSpec buffer;
  buffer.name = "buffer";
  buffer.bytes = bytes;
  buffer.fill = 0x41;
  buffer.fill_step = 1;
  buffer.folio_bytes = limits.page_bytes;
  workload.buffers.push_back(buffer);

  IoSpec io;
  io.op = small.op;
  io.segments = {{0, 0, bytes}};
  io.async = small.async;
  workload.tasks.push_back({"caller", {io}});
  for (uint32_t i = 0; i < small.users; ++i) {
    const auto value = static_cast<uint8_t>(0x80 + i);
    workload.tasks.push_back(
        {absl::StrCat("user", i),
         {StoreSpec{0, 0, {value}, 2, bytes - limits.chunk_bytes}}});
  }
  Prepare(workload);
  return workload;
}

void AllowOneFault(Workload& workload, const std::vector<FaultKind>& kinds) {
  workload.faults.most = 1;
  for (const FaultKind kind : kinds)
    workload.faults.kinds.set(static_cast<size_t>(kind));
  Prepare(workload);
}

void AllowAnyFault(Workload& workload) {
  workload.faults.most = 1;
  workload.faults.kinds.set();
  Prepare(workload);
}

checker::Exploration ExploreAll(Workload& workload) {
  const auto body = [&] { RunWorkload(workload); };
  checker::Explorer explorer(body);
  const auto strategy = checker::MakeStrategy({});
  return explorer.Explore(**strategy, checker::Budget{});
}

std::set<std::string> RowsOf(const checker::Exploration& exploration) {
  std::set<std::string> rows;
  for (const checker::FoundViolation& found : exploration.violations) {
    rows.insert(absl::StrCat(
        found.violation.row.empty() ? "no row" : found.violation.row, " ",
        found.violation.kind));
  }
  return rows;
}

}  // namespace dio
