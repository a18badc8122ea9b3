#include "checker/campaign.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/bounded_dpor.h"
#include "checker/explore/deepening.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/pct.h"
#include "checker/explore/pos.h"
#include "checker/explore/random.h"
#include "checker/explore/surw.h"
#include "checker/explore/urw.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/shorten.h"

namespace checker {

namespace {

std::unique_ptr<Strategy> MakeBounded(absl::string_view name, uint32_t bound) {
  if (name == "dfs") return std::make_unique<DepthFirstStrategy>(bound);
  return std::make_unique<BoundedDporStrategy>(bound);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Strategy>> MakeStrategy(
    const StrategyOptions& options) {
  const std::string& name = options.name;
  if (options.deepening || options.preemption_bound.has_value()) {
    if (name != "dpor" && name != "dfs") {
      return absl::InvalidArgumentError(absl::StrCat(
          "a bound on preemptions is for the strategies dpor and dfs, not ",
          name));
    }
    if (!options.deepening) return MakeBounded(name, *options.preemption_bound);
    return std::make_unique<DeepeningStrategy>(
        [name](uint32_t bound) { return MakeBounded(name, bound); });
  }
  if (name == "dpor") return std::make_unique<DporStrategy>(options.dpor);
  if (name == "dfs") return std::make_unique<DepthFirstStrategy>();
  if (name == "random") return std::make_unique<RandomStrategy>(options.seed);
  if (name == "urw") return std::make_unique<UrwStrategy>(options.seed);
  if (name == "surw") return std::make_unique<SurwStrategy>(options.seed);
  if (name == "pos") return std::make_unique<PosStrategy>(options.seed);
  if (name == "pct") {
    if (options.depth < 1)
      return absl::InvalidArgumentError("a depth is 1 or more");
    return std::make_unique<PctStrategy>(options.seed, options.depth);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no strategy '", name,
                   "'; there are dpor (one interleaving of each class), dfs "
                   "(every interleaving), and the samplers random, urw, surw, "
                   "pct and pos"));
}

absl::StatusOr<Campaign> RunCampaign(
    absl::FunctionRef<void()> body, const CampaignOptions& options,
    absl::FunctionRef<void(const Exploration&)> progress) {
  absl::StatusOr<std::unique_ptr<Strategy>> strategy =
      MakeStrategy(options.strategy);
  if (!strategy.ok()) return strategy.status();
  Budget budget = options.budget;
  const bool unbounded = budget.max_executions == Budget().max_executions &&
                         budget.time_limit == absl::InfiniteDuration();
  if (!(*strategy)->exhaustive() && unbounded)
    budget.max_executions = kDefaultSamples;

  Explorer explorer(body);
  Campaign campaign;
  campaign.strategy = options.strategy.name;
  campaign.seed = (*strategy)->exhaustive() ? 0 : options.strategy.seed;
  campaign.sampled = !(*strategy)->exhaustive();
  campaign.exploration = explorer.Explore(**strategy, budget, progress);
  campaign.bound = (*strategy)->bound();
  for (const FoundViolation& found : campaign.exploration.violations) {
    Schedule schedule = RecordSchedule(explorer, Shorten(explorer, found));
    Origin& origin = *schedule.mutable_origin();
    origin.set_strategy(options.strategy.name);
    if (campaign.seed != 0) origin.set_seed(campaign.seed);
    origin.set_execution(found.execution);
    campaign.schedules.push_back(std::move(schedule));
  }
  return campaign;
}

Exploration Explore(absl::FunctionRef<void()> body) {
  DporStrategy strategy;
  return Explorer(body).Explore(strategy, Budget());
}

std::string WithThousands(uint64_t number) {
  std::string digits = absl::StrCat(number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<size_t>(at), ",");
  return digits;
}

std::string Plural(uint64_t number, absl::string_view thing) {
  const bool es = absl::EndsWith(thing, "ch");
  return absl::StrCat(WithThousands(number), " ", thing,
                      number == 1 ? ""
                      : es        ? "es"
                                  : "s");
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

}  // namespace

std::string Guarantee(const Campaign& campaign, absl::string_view of) {
  const Exploration& exploration = campaign.exploration;
  if (exploration.stop == StopReason::kDiverged)
    return "no guarantee: the tested code is not deterministic";
  const size_t violations = exploration.violations.size();
  const std::string found = violations == 0
                                ? "no violation"
                                : Plural(violations, "distinct violation");
  const std::string tried =
      Plural(exploration.executions,
             campaign.strategy == "dpor" ? "trace" : "interleaving");
  if (exploration.complete()) {
    return absl::StrCat(
        "complete for this ", of,
        " in this model (sequential consistency, no injected faults): ", tried,
        ", ", found);
  }
  if (campaign.sampled) return SampleText(campaign, found);
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
  return absl::StrCat("incomplete (", why, "): ", tried, ", ", found);
}

ReplayResult Replay(absl::FunctionRef<void()> body, const Schedule& schedule) {
  Explorer explorer(body);
  ReplayStrategy strategy(schedule);
  TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  ReplayResult result;
  result.timeline = recorder.timeline();
  result.divergence = std::string(strategy.divergence());
  const std::string identity = ViolationIdentity(schedule);
  result.reproduced = std::any_of(result.timeline.violations.begin(),
                                  result.timeline.violations.end(),
                                  [&](const Violation& violation) {
                                    return violation.Identity() == identity;
                                  });
  return result;
}

namespace {

// The figures of the repeated part of a run, which end with the schedule.
struct Figures {
  uint32_t steps = 0;
  uint32_t context_switches = 0;
  uint32_t preemptions = 0;
};

Figures Count(const Timeline& timeline, uint32_t schedule_steps) {
  Figures figures;
  const std::string* last = nullptr;
  for (const TimelineEntry& entry : timeline.entries) {
    if (entry.kind != TimelineEntry::Kind::kOperation) continue;
    if (figures.steps == schedule_steps) break;
    ++figures.steps;
    figures.preemptions += entry.preempts;
    if (last != nullptr && *last != entry.task) ++figures.context_switches;
    last = &entry.task;
  }
  return figures;
}

// Text from a file must not steer the reader's terminal.
std::string Printable(std::string text) {
  for (char& c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f)
      c = '?';
  }
  return text;
}

std::string SummaryText(const ReplayResult& result, const Schedule& schedule,
                        uint32_t steps) {
  const ViolationRecord& violation = schedule.violation();
  std::string text = absl::StrCat(
      result.reproduced ? "reproduced: " : "NOT reproduced: ", violation.kind(),
      " (", violation.oracle(), ")");
  if (violation.has_blame())
    absl::StrAppend(&text, ", blame ", violation.blame());
  if (violation.has_row()) absl::StrAppend(&text, ", race ", violation.row());
  absl::StrAppend(&text, "\n  ", violation.message(), "\n");
  for (const OperationRecord& operation : violation.operation()) {
    absl::StrAppend(&text, "  ", operation.task(), ": ", operation.operation(),
                    " ", operation.object());
    if (operation.has_end())
      absl::StrAppend(&text, "[", operation.begin(), ",", operation.end(), ")");
    if (operation.has_label())
      absl::StrAppend(&text, " (", operation.label(), ")");
    absl::StrAppend(&text, " at ", operation.at(), "\n");
  }
  const Figures figures = Count(result.timeline, steps);
  absl::StrAppend(&text, "  ", Plural(figures.steps, "step"), ", ",
                  Plural(figures.context_switches, "context switch"), ", ",
                  Plural(figures.preemptions, "preemption"));
  // The file's claim holds for the schedule that it was made for.
  const Minimality& minimality = schedule.minimality();
  if (result.reproduced && minimality.shortened() &&
      minimality.steps() == figures.steps &&
      minimality.context_switches() == figures.context_switches &&
      minimality.preemptions() == figures.preemptions) {
    absl::StrAppend(&text, "; no single switch can be left out");
  }
  return absl::StrCat(text, "\n");
}

}  // namespace

std::string ReplayText(const ReplayResult& result, const Schedule& schedule,
                       bool color) {
  uint32_t steps = 0;
  for (const DecisionRecord& decision : schedule.decision())
    steps += decision.has_step();
  const std::string timeline =
      FormatTimeline(result.timeline, {.color = color,
                                       .marked = ViolationIdentity(schedule),
                                       .schedule_steps = steps});
  return absl::StrCat(timeline, "\n",
                      Printable(result.divergence.empty()
                                    ? SummaryText(result, schedule, steps)
                                    : absl::StrCat(result.divergence, "\n")));
}

}  // namespace checker
