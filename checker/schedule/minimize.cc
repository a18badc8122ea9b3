#include "checker/schedule/minimize.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/explore/bounded_dpor.h"
#include "checker/number_text.h"
#include "checker/schedule/shorten.h"
#include "checker/schedule/smallest.h"

namespace checker {

Fewest FindFewest(Hunt& hunt, uint32_t below, uint64_t max_executions) {
  Fewest result;
  const uint64_t begin = hunt.executions();
  while (result.least < below) {
    const uint64_t used = hunt.executions() - begin;
    BoundedDporStrategy strategy(result.least);
    Hunt::Result search =
        hunt.Search(strategy, max_executions - std::min(max_executions, used));
    result.found = std::move(search.found);
    result.certain = result.found.has_value() || search.exhausted;
    if (result.found.has_value()) return result;
    result.executions = hunt.executions() - begin;
    if (!search.exhausted) return result;
    ++result.least;
  }
  result.certain = true;
  return result;
}

namespace {

// Puts a schedule with fewer preemptions in the place of the present one, if
// there is one.
void ProveFewest(Hunt& hunt, uint64_t max_executions,
                 MinimizedSchedule& result) {
  Fewest fewest = FindFewest(hunt, result.schedule.preemptions, max_executions);
  result.least_preemptions = fewest.least;
  result.proof_executions = fewest.executions;
  if (!fewest.found.has_value()) return;
  ShortenedSchedule fewer = DeltaDebug(hunt, *fewest.found);
  fewer.replays = result.schedule.replays;
  fewer.found.execution = result.schedule.found.execution;
  fewer.found.strategy = result.schedule.found.strategy;
  result.schedule = std::move(fewer);
}

}  // namespace

MinimizedSchedule Minimize(Hunt& hunt, const FoundViolation& found,
                           const MinimizeOptions& options) {
  MinimizedSchedule result;
  result.schedule = DeltaDebug(hunt, found);
  ProveFewest(hunt, options.max_executions, result);
  const uint64_t replays = result.schedule.replays;
  std::optional<FoundViolation> smallest;
  if (result.proven()) {
    smallest =
        FindSmallest(hunt, result.schedule.preemptions,
                     result.schedule.context_switches, options.max_executions);
  }
  if (smallest.has_value()) {
    smallest->execution = found.execution;
    smallest->strategy = found.strategy;
    result.schedule = Measure(hunt, *smallest);
    result.canonical = true;
  } else {
    result.schedule = Shorten(hunt, result.schedule);
  }
  result.schedule.replays = replays;
  return result;
}

std::string MinimalityClaim(const MinimizedSchedule& minimized) {
  const uint32_t preemptions = minimized.schedule.preemptions;
  if (preemptions == 0)
    return "it takes no preemption, and fewer there cannot be";
  const std::string evidence =
      absl::StrCat("exhaustive under sequential consistency, ",
                   WithThousands(minimized.proof_executions), " executions");
  if (minimized.proven()) {
    return absl::StrCat(
        "no schedule of this workload, over all fault choices within its "
        "budget, shows this violation with fewer than ",
        Plural(preemptions, "preemption"), " (", evidence, ")");
  }
  return absl::StrCat(
      "not proven: that no schedule of this workload shows this violation with "
      "fewer than ",
      Plural(preemptions, "preemption"), " is known only for fewer than ",
      minimized.least_preemptions, "; the search was stopped after ",
      WithThousands(minimized.proof_executions), " executions");
}

}  // namespace checker
