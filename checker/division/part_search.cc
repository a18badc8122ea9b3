#include "checker/division/part_search.h"

#include <algorithm>
#include <utility>

#include "checker/division/saved_state.h"
#include "checker/schedule/delta_debug.h"
#include "checker/schedule/schedule_file.h"

namespace checker {

PartSearch::PartSearch(absl::FunctionRef<void()> body, DporMode mode, Part part,
                       const SavedPart& before)
    : explorer_(body), strategy_(mode, std::move(part)), so_far_(before) {
  for (const Schedule& schedule : so_far_.violation())
    seen_.insert(ViolationIdentity(schedule));
  if (!before.has_strategy()) return;
  explorer_.execution().RestoreIdentities(
      RestoredIdentities(before.strategy()));
  strategy_.Resume(RestoredState(before.strategy()));
  so_far_.clear_strategy();
}

StopReason PartSearch::Go(const Budget& budget) {
  so_far_.set_state(SavedPart::UNDER_WAY);
  const Exploration slice = explorer_.Explore(strategy_, budget);
  for (const FoundViolation& found : slice.violations) Write(found);
  so_far_.set_executions(so_far_.executions() + slice.executions);
  so_far_.set_redundant(so_far_.redundant() + slice.redundant);
  so_far_.set_steps(so_far_.steps() + slice.steps);
  so_far_.set_max_depth(std::max(so_far_.max_depth(), slice.max_depth));
  so_far_.set_cut_executions(so_far_.cut_executions() + slice.cut_executions);
  error_ = slice.error;
  if (slice.stop == StopReason::kExhausted) so_far_.set_state(SavedPart::DONE);
  return slice.stop;
}

SavedPart PartSearch::Save() {
  SavedPart saved = so_far_;
  if (saved.state() == SavedPart::UNDER_WAY) {
    *saved.mutable_strategy() = checker::Save(
        strategy_.state(), explorer_.execution().SaveIdentities());
  }
  return saved;
}

void PartSearch::Write(const FoundViolation& found) {
  if (!seen_.insert(found.violation.Identity()).second) return;
  Schedule schedule =
      RecordSchedule(explorer_, ShortenedSchedule{.found = found});
  schedule.clear_minimality();
  Origin& origin = *schedule.mutable_origin();
  origin.set_strategy(found.strategy);
  origin.set_execution(so_far_.executions() + found.execution);
  *so_far_.add_violation() = std::move(schedule);
}

}  // namespace checker
