// Injected faults: which of them can happen in a workload, and which do in one
// execution.
//
// A fault is anchored in the I/O that it hits and in a position of it (bytes
// from the start of the call), not in time. Which faults happen is chosen
// before anything runs, so that no two tasks compete for a budget; positions
// that are never asked about make an execution without that fault.

#ifndef DIORACE_MODEL_FAULT_H_
#define DIORACE_MODEL_FAULT_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace dio {

enum class FaultKind : uint8_t {
  // A bounce folio of the order asked for cannot be had, a smaller one can.
  kFolioFallback,
  // Nor can the smallest.
  kFolioFailure,
  // A chunk of user memory is not resident when it is copied.
  kUserFault,
  // Extraction of user pages stops before a page.
  kExtractStop,
  // The device fails a command that contains this position; nothing of it is
  // committed.
  kDeviceError,
  // The same, after all that comes before the position was committed.
  kDevicePrefix,
  // What would block cannot be done with IOCB_NOWAIT.
  kNowait,
  kCount,
};

absl::string_view FaultName(FaultKind kind);
std::optional<FaultKind> FindFault(absl::string_view name);

struct FaultBudget {
  uint32_t most = 0;  // faults in one execution
  std::bitset<static_cast<size_t>(FaultKind::kCount)> kinds;
};

// A place where a fault can happen.
struct FaultSite {
  FaultKind kind;
  size_t io;          // IoSpec::index
  uint32_t position;  // bytes from the start of the call

  friend bool operator==(const FaultSite&, const FaultSite&) = default;
};

// The faults of one execution.
class FaultPlan {
 public:
  // Chooses at most `most` of `sites`, which must outlive the plan.
  FaultPlan(absl::Span<const FaultSite> sites, uint32_t most);

  // Whether this fault happens now. Each happens once. To be asked by the task
  // that works on the I/O.
  bool Happens(FaultKind kind, size_t io, uint32_t position);
  // The first fault of this kind in [begin, end) of the I/O, if it happens now.
  std::optional<uint32_t> HappensWithin(FaultKind kind, size_t io,
                                        uint32_t begin, uint32_t end);

  bool any() const { return !chosen_.empty(); }
  // Whether a fault of this kind was chosen for the I/O, happened or not.
  bool Planned(FaultKind kind, size_t io) const;

 private:
  struct Chosen {
    const FaultSite* site;
    bool happened;
  };
  absl::Span<Chosen> chosen_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_FAULT_H_
