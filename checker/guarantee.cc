#include "checker/guarantee.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "checker/number_text.h"

namespace checker {

std::string ModelText(absl::string_view faults) {
  return absl::StrCat("in this model (sequential consistency, ", faults, ")");
}

namespace {

// "1/1,156", or "1/(4*17^20)" if the number is too large to mean anything.
std::string OddsText(const DepthBound& bound) {
  uint64_t odds = static_cast<uint64_t>(bound.tasks);
  for (int i = 1; i < bound.depth; ++i) {
    if (odds > uint64_t{1} << 31) {
      return absl::StrCat("1/(", bound.tasks, "*", bound.steps, "^",
                          bound.depth - 1, ")");
    }
    odds *= bound.steps;
  }
  return absl::StrCat("1/", WithThousands(odds));
}

std::string SampleText(const Campaign& campaign, absl::string_view found) {
  const uint64_t executions = campaign.exploration.executions;
  std::string text = "sampled ";
  if (campaign.strategy == "random") {
    absl::StrAppend(&text, Plural(executions, "random schedule"));
  } else {
    absl::StrAppend(&text, Plural(executions, "schedule"), " with ",
                    campaign.strategy);
  }
  if (campaign.bound.has_value())
    absl::StrAppend(&text, ", depth ", campaign.bound->depth);
  if (campaign.exploration.stop == StopReason::kInterrupted)
    text += ", interrupted";
  absl::StrAppend(&text, " (seed ", campaign.seed,
                  "), which proves nothing: ", found);
  if (campaign.bound.has_value() && campaign.bound->steps != 0) {
    const DepthBound& bound = *campaign.bound;
    absl::StrAppend(&text, "; n = ", Plural(bound.tasks, "task"),
                    ", k = ", Plural(bound.steps, "step"),
                    ": each schedule finds a bug of depth ", bound.depth,
                    " with probability at least ", OddsText(bound));
  }
  return text;
}

std::string FoundText(const Exploration& exploration) {
  return exploration.violations.empty()
             ? "no violation"
             : Plural(exploration.violations.size(), "distinct violation");
}

// "1,234 traces", "60 interleavings of 36 traces".
std::string TriedText(const Campaign& campaign) {
  const Exploration& exploration = campaign.exploration;
  const bool reduced = campaign.strategy == "dpor" && exploration.traces == 0;
  std::string text =
      Plural(exploration.executions, reduced ? "trace" : "interleaving");
  if (exploration.traces != 0)
    absl::StrAppend(&text, " of ", Plural(exploration.traces, "trace"));
  if (exploration.redundant != 0) {
    absl::StrAppend(&text, " (and ", WithThousands(exploration.redundant),
                    " redundant)");
  }
  return text;
}

// "complete up to 2 preemptions …, ", or nothing.
std::string BoundDoneText(const Exploration& exploration,
                          absl::string_view faults) {
  if (!exploration.bound_done.has_value() || exploration.cut_executions != 0)
    return "";
  return absl::StrCat("complete up to ",
                      Plural(*exploration.bound_done, "preemption"), " ",
                      ModelText(faults));
}

std::string WhyText(const Exploration& exploration) {
  std::string why =
      exploration.stop == StopReason::kTime          ? "the time limit ended it"
      : exploration.stop == StopReason::kInterrupted ? "interrupted"
      : exploration.stop == StopReason::kExecutions
          ? "the limit of executions ended it"
          : "";
  if (exploration.cut_executions != 0) {
    absl::StrAppend(&why, why.empty() ? "" : ", and ",
                    Plural(exploration.cut_executions, "execution"),
                    " reached the limit of steps");
  }
  return why;
}

std::string PortfolioText(const Campaign& campaign, absl::string_view faults) {
  const Exploration& exploration = campaign.exploration;
  std::string text = BoundDoneText(exploration, faults);
  if (!text.empty()) text += ", and ";
  absl::StrAppend(&text, "sampled ", Plural(campaign.samples, "schedule"),
                  " with ", absl::StrJoin(campaign.samplers, ", "), " (seed ",
                  campaign.seed,
                  "), which proves nothing more: ", FoundText(exploration));
  return text;
}

}  // namespace

std::string Guarantee(const Campaign& campaign, absl::string_view of,
                      absl::string_view faults) {
  const Exploration& exploration = campaign.exploration;
  if (exploration.stop == StopReason::kDiverged)
    return "no guarantee: the tested code is not deterministic";
  const std::string rest =
      absl::StrCat(": ", TriedText(campaign), ", ", FoundText(exploration));
  const std::string share =
      exploration.shares > 1 ? absl::StrCat("share ", exploration.share, " of ",
                                            exploration.shares, " of ")
                             : "";
  if (exploration.stop == StopReason::kElsewhere)
    return absl::StrCat("nothing to do: another share has all of this ", of);
  if (exploration.complete()) {
    return absl::StrCat("complete for ", share, "this ", of, " ",
                        ModelText(faults), rest);
  }
  if (campaign.samples != 0) return PortfolioText(campaign, faults);
  if (campaign.sampled) return SampleText(campaign, FoundText(exploration));
  if (exploration.exhausted() && campaign.preemption_bound.has_value()) {
    return absl::StrCat("complete up to ",
                        Plural(*campaign.preemption_bound, "preemption"),
                        " for this ", of, " ", ModelText(faults), rest);
  }
  std::string done = BoundDoneText(exploration, faults);
  if (!done.empty()) done += ", then ";
  return absl::StrCat(done, "incomplete (", WhyText(exploration), ")", rest);
}

}  // namespace checker
