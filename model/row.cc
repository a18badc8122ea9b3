#include "model/row.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "model/step.h"

namespace dio {
namespace {

struct Cause {
  absl::string_view kind;
  // How the name of the object, or of what was touched, ends; "" if any will
  // do.
  absl::string_view object;
  // The step of the last operation; without, any.
  std::optional<KernelStep> step;
  // Without, no switch closes it.
  std::optional<Switch> off;
  absl::string_view row;
  // Only where this one is on is there anything to go wrong.
  std::optional<Switch> needs = {};
};

// The first that fits.
constexpr std::array kCauses = {
    Cause{"use_after_free", "dio.wait_for_completion", KernelStep::kDioPut,
          Switch::kWaitDecisionLocal, "R15"},
    Cause{"use_after_free", "dio.wait_for_completion", KernelStep::kWakeWaiter,
          Switch::kWakerCopiesWaiter, "R20"},
    // Only who exits can be freed.
    Cause{"use_after_free", "task.state", std::nullopt, std::nullopt,
          kTaskGoneRow},
    Cause{"lost_wakeup", "task.state", std::nullopt, Switch::kStateBeforeTest,
          "R19"},
    // No operation: the checker knows neither object nor step.
    Cause{"sleep_in_atomic", "", std::nullopt, Switch::kErrorCompletionInTask,
          "R24", Switch::kDioInlineCompletion},
    Cause{"leak", "workqueue", std::nullopt, Switch::kDioWqInstalledByCmpxchg,
          "R26"},
    Cause{"use_after_free", "dio.flags", KernelStep::kReleaseBio,
          Switch::kDioFlagsPreloaded, "R27"},
    Cause{"use_after_free", "bio.bi_status", KernelStep::kReadSimple,
          Switch::kReadSimpleLocals, "R31"},
    Cause{"deadlock", "task.state", std::nullopt,
          Switch::kCompleteInTaskHotplug, "R32", Switch::kCompleteInTask},
    Cause{"deadlock", "io_events", std::nullopt, Switch::kCompleteInTaskHotplug,
          "R32", Switch::kCompleteInTask},
    Cause{"leak", "bounce_folio", std::nullopt,
          Switch::kBounceReadErrorDropsFolio, "R50"},
    Cause{"refcount", "folio.refcount", std::nullopt,
          Switch::kHugeZeroFolioExempt, "R45"},
    Cause{"deadlock", "", KernelStep::kBounceWriteCopy,
          Switch::kBounceWriteNofault, "R55"},
    Cause{"deadlock", "integrity_pool", std::nullopt,
          Switch::kFreePiBeforeReread, "R69"},
};

bool Fits(const Cause& cause, const Symptom& symptom) {
  if (symptom.kind != cause.kind) return false;
  if (!absl::EndsWith(symptom.object, cause.object) &&
      !absl::EndsWith(symptom.touched, cause.object))
    return false;
  return !cause.step.has_value() || symptom.label == InfoOf(*cause.step).label;
}

// At a standstill: the worker of a batch of completions, which reads again,
// waits for an element of the pool. Those who hold them may wait for the
// worker.
bool RereadWaitsForPool(const Symptom& symptom, const Behaviour& behaviour) {
  if (symptom.kind != "deadlock" && symptom.kind != "livelock") return false;
  if (!behaviour.has(Switch::kLazyReadBounce) ||
      !behaviour.has(Switch::kFreePiBeforeReread) ||
      behaviour.has(Switch::kRereadWorker))
    return false;
  const std::vector<absl::string_view> lines =
      absl::StrSplit(symptom.message, '\n');
  return std::any_of(lines.begin(), lines.end(), [](absl::string_view line) {
    return absl::StartsWith(absl::StripLeadingAsciiWhitespace(line),
                            "bio_complete[") &&
           absl::StrContains(line, "blocked in wait-for of integrity_pool ");
  });
}

}  // namespace

absl::string_view RowOf(const Symptom& symptom, const Behaviour& behaviour) {
  for (const Cause& cause : kCauses) {
    const bool possible =
        !(cause.off.has_value() && behaviour.has(*cause.off)) &&
        (!cause.needs.has_value() || behaviour.has(*cause.needs));
    if (possible && Fits(cause, symptom)) return cause.row;
  }
  if (RereadWaitsForPool(symptom, behaviour)) return kRereadPoolRow;
  return "";
}

}  // namespace dio
