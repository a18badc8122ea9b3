#include "model/workload.h"

#include <algorithm>
#include <utility>

#include "model/file_needs.h"
#include "model/untouched.h"

namespace dio {
namespace {

bool HasIntegrity(const Workload& workload, const DeviceSpec& device) {
  return device.integrity.has_value() ||
         std::any_of(device.legs.begin(), device.legs.end(), [&](size_t leg) {
           return workload.devices[leg].integrity.has_value();
         });
}

void NeedsOf(const Workload& workload, const IoSpec& io,
             KernelContexts& contexts) {
  const FileSpec& file = workload.files[io.file];
  const DeviceSpec& device = workload.devices[file.device];
  const bool raw = file.filesystem == FileSystem::kRawBlockDevice;
  const bool integrity = HasIntegrity(workload, device);
  const bool read = io.op == ReqOp::kRead;
  contexts.kblockd |= raw;
  // A write of part of a page, or one that falls back to the page cache, reads
  // as well.
  contexts.kintegrityd |= integrity && (read || !raw || io.flags.buffered);
  const bool lazy = workload.behaviour.has(Switch::kLazyReadBounce);
  const bool xfs = file.filesystem == FileSystem::kXfs;
  contexts.btrfs_endio |= !raw && !xfs && read && file.checksums;
  contexts.complete_batch |= xfs && read && lazy && integrity;
  contexts.reread |= xfs && read && lazy && integrity &&
                     workload.behaviour.has(Switch::kRereadWorker);
  contexts.ioend |= !raw && !read && file.zoned;
  contexts.ioend |= xfs && read && !lazy &&
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

// How far apart the positions are at which a fault of this kind can hit.
uint32_t Spacing(FaultKind kind, const Workload& workload, const IoSpec& io) {
  switch (kind) {
    case FaultKind::kUserFault:
      return workload.limits.chunk_bytes;
    case FaultKind::kExtractStop:
      return workload.limits.page_bytes;
    case FaultKind::kNowait:
      return io.bytes();
    default:
      return workload.devices[workload.files[io.file].device]
          .logical_block_bytes;
  }
}

// All sites of the kinds in the workload's budget, in a fixed order.
std::vector<FaultSite> FaultSites(const Workload& workload) {
  std::vector<FaultSite> sites;
  if (workload.faults.most == 0) return sites;
  ForEachIo(workload, [&](const TaskSpec&, const IoSpec& io) {
    for (size_t i = 0; i < static_cast<size_t>(FaultKind::kCount); ++i) {
      if (!workload.faults.kinds[i]) continue;
      const auto kind = static_cast<FaultKind>(i);
      if (kind == FaultKind::kNowait && !io.flags.nowait) continue;
      const uint32_t spacing = std::max(1u, Spacing(kind, workload, io));
      for (uint32_t at = 0; at < io.bytes(); at += spacing)
        sites.push_back({kind, io.index, at});
    }
  });
  return sites;
}

}  // namespace

void Prepare(Workload& workload) {
  size_t index = 0;
  workload.contexts = {};
  for (FileSpec& file : workload.files) {
    if (file.extents.empty())
      file.extents = {
          {.offset = 0, .bytes = workload.devices[file.device].bytes}};
  }
  for (const FileSpec& file : workload.files) {
    workload.contexts.zero_folio_bytes =
        std::max({workload.contexts.zero_folio_bytes, file.block_bytes,
                  workload.devices[file.device].logical_block_bytes});
  }
  ForEachIo(workload, [&](const TaskSpec&, IoSpec& io) {
    io.index = index++;
    NeedsOf(workload, io, workload.contexts);
  });
  for (const TaskSpec& task : workload.tasks) {
    for (const OperationSpec& operation : task.operations) {
      workload.contexts.read_bounce_changes |=
          std::holds_alternative<ReadBounceSpec>(operation);
      // Its page cache reads, too.
      if (const auto* const set = std::get_if<SetBlocksizeSpec>(&operation))
        workload.contexts.kintegrityd |= HasIntegrity(
            workload, workload.devices[workload.files[set->file].device]);
      workload.contexts.rcu |= std::holds_alternative<TaskExitSpec>(operation);
      // What becomes a hole is padded by the next write.
      workload.contexts.zero_folios |=
          std::holds_alternative<TruncateSpec>(operation) ||
          std::holds_alternative<PunchSpec>(operation);
    }
  }
  ReserveDirtyHoles(workload);
  FindRoom(workload);
  workload.file_needs.clear();
  for (size_t file = 0; file < workload.files.size(); ++file) {
    FileNeeds needs = FileNeedsOf(workload, file);
    needs.untouched = UntouchedBytes(workload, file, needs);
    workload.file_needs.push_back(std::move(needs));
  }
  workload.fault_sites = FaultSites(workload);
}

}  // namespace dio
