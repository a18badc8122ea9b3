#include "model/fault.h"

#include <algorithm>
#include <array>

#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "checker/sync/task.h"

namespace dio {
namespace {

constexpr size_t kKinds = static_cast<size_t>(FaultKind::kCount);

constexpr std::array<absl::string_view, kKinds> kNames = {
    "folio_fallback", "folio_failure", "user_fault", "extract_stop",
    "device_error",   "device_prefix", "nowait"};

}  // namespace

absl::string_view FaultName(FaultKind kind) {
  return kNames[static_cast<size_t>(kind)];
}

std::optional<FaultKind> FindFault(absl::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<FaultKind>(found - kNames.begin());
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
  const checker::TsanIgnore ignore;  // no memory of the kernel's
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
