#include "model/workload.h"

#include <algorithm>

namespace dio {
namespace {

void NeedsOf(const Workload& workload, const IoSpec& io,
             KernelContexts& contexts) {
  const FileSpec& file = workload.files[io.file];
  const DeviceSpec& device = workload.devices[file.device];
  const bool raw = file.filesystem == FileSystem::kRawBlockDevice;
  const bool integrity = device.integrity.has_value();
  const bool read = io.op == ReqOp::kRead;
  contexts.kblockd |= raw;
  contexts.kintegrityd |= integrity && read;
  contexts.ioend |= !raw && read &&
                    workload.behaviour.has(Switch::kDioBounce) &&
                    (integrity || device.stable_writes.value_or(false) ||
                     device.kind != DeviceKind::kDisk);
  contexts.dio_done |= !raw && io.async;
  contexts.zero_folios |=
      std::any_of(file.extents.begin(), file.extents.end(),
                  [](const Extent& extent) {
                    return extent.type == ExtentType::kUnwritten ||
                           extent.type == ExtentType::kHole;
                  }) ||
      (file.size.has_value() && !read);
  contexts.bio_dirty |= read;
}

}  // namespace

void Prepare(Workload& workload) {
  size_t index = 0;
  workload.contexts = {};
  for (FileSpec& file : workload.files) {
    if (file.extents.empty())
      file.extents = {{.offset = 0,
                       .bytes = workload.devices[file.device].bytes}};
  }
  ForEachIo(workload, [&](const TaskSpec&, IoSpec& io) {
    io.index = index++;
    NeedsOf(workload, io, workload.contexts);
  });
  workload.fault_sites = FaultSites(workload);
}

}  // namespace dio
