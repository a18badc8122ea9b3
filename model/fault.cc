#include "model/fault.h"

#include <algorithm>
#include <array>

#include "checker/runtime/executor.h"
#include "checker/sync/task.h"
#include "model/workload.h"

namespace dio {
namespace {

constexpr size_t kKinds = static_cast<size_t>(FaultKind::kCount);

constexpr std::array<absl::string_view, kKinds> kNames = {
    "folio_fallback", "folio_failure", "user_fault", "extract_stop",
    "device_error",   "device_prefix", "nowait"};

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

}  // namespace

absl::string_view FaultName(FaultKind kind) {
  return kNames[static_cast<size_t>(kind)];
}

std::optional<FaultKind> FindFault(absl::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<FaultKind>(found - kNames.begin());
}

std::vector<FaultSite> FaultSites(const Workload& workload) {
  std::vector<FaultSite> sites;
  if (workload.faults.most == 0) return sites;
  ForEachIo(workload, [&](const TaskSpec&, const IoSpec& io) {
    for (size_t i = 0; i < kKinds; ++i) {
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

FaultPlan::FaultPlan(absl::Span<const FaultSite> sites, uint32_t most) {
  if (sites.empty() || most == 0) return;
  const absl::Span<Chosen> chosen =
      checker::Executor::Current().arena().AllocateArray<Chosen>(most);
  size_t first = 0;
  size_t count = 0;
  // In rising order, so that no set is chosen twice.
  while (count < most && first < sites.size()) {
    const int choices = static_cast<int>(sites.size() - first) + 1;
    const int choice = checker::Choose(choices, "fault");
    if (choice == 0) break;
    first += static_cast<size_t>(choice);
    chosen[count++] = {&sites[first - 1], false};
  }
  chosen_ = chosen.subspan(0, count);
}

bool FaultPlan::Happens(FaultKind kind, size_t io, uint32_t position) {
  return HappensWithin(kind, io, position, position + 1).has_value();
}

std::optional<uint32_t> FaultPlan::HappensWithin(FaultKind kind, size_t io,
                                                 uint32_t begin, uint32_t end) {
  for (Chosen& fault : chosen_) {
    const FaultSite& site = *fault.site;
    if (fault.happened || site.kind != kind || site.io != io ||
        site.position < begin || site.position >= end)
      continue;
    fault.happened = true;
    return site.position;
  }
  return std::nullopt;
}

bool FaultPlan::Planned(FaultKind kind, size_t io) const {
  return std::any_of(chosen_.begin(), chosen_.end(), [&](const Chosen& fault) {
    return fault.site->kind == kind && fault.site->io == io;
  });
}

}  // namespace dio
