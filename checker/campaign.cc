#include "checker/campaign.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "checker/division/divided_search.h"
#include "checker/explore/dpor.h"
#include "checker/number_text.h"
#include "checker/portfolio.h"
#include "checker/schedule/schedule_file.h"

namespace checker {

namespace {

bool IsUnbounded(const Budget& budget) {
  return budget.max_executions == Budget().max_executions &&
         budget.time_limit == absl::InfiniteDuration();
}

// Minimizes what was found, and writes it down.
void AddSchedules(Explorer& explorer, const CampaignOptions& options,
                  Campaign& campaign) {
  for (const FoundViolation& found : campaign.exploration.violations) {
    Hunt hunt(explorer, Hunt::Same(found.violation), options.budget.max_steps);
    Schedule schedule =
        RecordSchedule(explorer, Minimize(hunt, found, options.minimize));
    Origin& origin = *schedule.mutable_origin();
    origin.set_strategy(found.strategy);
    if (campaign.seed != 0) origin.set_seed(campaign.seed);
    origin.set_execution(found.execution);
    campaign.schedules.push_back(std::move(schedule));
  }
}

// Whether what cannot be divided is for somebody else to do.
bool IsElsewhere(const CampaignOptions& options) {
  if (!options.division.has_value()) return false;
  const DivisionOptions& division = options.division->options;
  return (options.division->indivisible || !CanBeDivided(options)) &&
         division.shares > 1 && division.share != division.home;
}

absl::Status ExploreInParts(
    Explorer& explorer, const CampaignOptions& options,
    absl::FunctionRef<void(const Exploration&)> progress, Campaign& campaign) {
  DivisionOptions division = options.division->options;
  if (options.division->indivisible) {
    division.shares = 1;
    division.share = division.home = 0;
  }
  DividedSearch search(explorer, options.division->make_body,
                       options.strategy.dpor, division);
  absl::StatusOr<Exploration> exploration =
      search.Run(options.budget, progress);
  if (!exploration.ok()) return exploration.status();
  campaign.exploration = *std::move(exploration);
  campaign.reports = search.reports();
  return absl::OkStatus();
}

}  // namespace

bool CanBeDivided(const CampaignOptions& options) {
  const StrategyOptions& strategy = options.strategy;
  return options.division.has_value() && strategy.name == "dpor" &&
         !strategy.deepening && !strategy.preemption_bound.has_value();
}

absl::StatusOr<Campaign> RunCampaign(
    absl::FunctionRef<void()> body, const CampaignOptions& options,
    absl::FunctionRef<void(const Exploration&)> progress) {
  Explorer explorer(body);
  Campaign campaign;
  campaign.strategy = options.strategy.name;
  campaign.preemption_bound = options.strategy.preemption_bound;
  if (IsElsewhere(options)) {
    campaign.elsewhere = true;
  } else if (CanBeDivided(options)) {
    const absl::Status status =
        ExploreInParts(explorer, options, progress, campaign);
    if (!status.ok()) return status;
  } else if (campaign.strategy == "auto") {
    Budget budget = options.budget;
    if (IsUnbounded(budget)) budget.max_executions = kDefaultPortfolio;
    campaign.seed = options.strategy.seed;
    absl::StatusOr<Portfolio> portfolio =
        ExplorePortfolio(explorer, options.strategy, budget, progress);
    if (!portfolio.ok()) return portfolio.status();
    campaign.exploration = std::move(portfolio->exploration);
    campaign.samples = portfolio->samples;
    campaign.samplers = portfolio->samplers;
    if (campaign.exploration.complete()) campaign.strategy = "dpor";
  } else {
    absl::StatusOr<std::unique_ptr<Strategy>> strategy =
        MakeStrategy(options.strategy);
    if (!strategy.ok()) return strategy.status();
    Budget budget = options.budget;
    campaign.sampled = !(*strategy)->exhaustive();
    if (campaign.sampled && IsUnbounded(budget))
      budget.max_executions = kDefaultSamples;
    campaign.seed = campaign.sampled ? options.strategy.seed : 0;
    campaign.exploration = explorer.Explore(**strategy, budget, progress);
    campaign.bound = (*strategy)->bound();
  }
  if (options.division.has_value()) {
    campaign.exploration.shares = options.division->options.shares;
    campaign.exploration.share = options.division->options.share;
  }
  AddSchedules(explorer, options, campaign);
  return campaign;
}

Exploration Explore(absl::FunctionRef<void()> body) {
  DporStrategy strategy;
  return Explorer(body).Explore(strategy, Budget());
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

uint32_t StepsOf(const Schedule& schedule) {
  uint32_t steps = 0;
  for (const DecisionRecord& decision : schedule.decision())
    steps += decision.has_step();
  return steps;
}

}  // namespace

std::string SizeText(const ReplayResult& result, const Schedule& schedule) {
  const Figures figures = Count(result.timeline, StepsOf(schedule));
  std::string text =
      absl::StrCat(Plural(figures.steps, "step"), ", ",
                   Plural(figures.context_switches, "context switch"), ", ",
                   Plural(figures.preemptions, "preemption"));
  // The file's claim holds for the schedule that it was made for.
  const Minimality& minimality = schedule.minimality();
  if (result.reproduced && minimality.shortened() &&
      minimality.steps() == figures.steps &&
      minimality.context_switches() == figures.context_switches &&
      minimality.preemptions() == figures.preemptions) {
    absl::StrAppend(&text, "; ",
                    minimality.minimal().has_claim()
                        ? minimality.minimal().claim()
                        : "no single switch can be left out");
  }
  return text;
}

namespace {

std::string SummaryText(const ReplayResult& result, const Schedule& schedule) {
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
  return absl::StrCat(text, "  ", SizeText(result, schedule), "\n");
}

}  // namespace

std::string ReplayText(const ReplayResult& result, const Schedule& schedule,
                       bool color) {
  const std::string timeline =
      FormatTimeline(result.timeline, {.color = color,
                                       .marked = ViolationIdentity(schedule),
                                       .schedule_steps = StepsOf(schedule)});
  return absl::StrCat(timeline, "\n",
                      Printable(result.divergence.empty()
                                    ? SummaryText(result, schedule)
                                    : absl::StrCat(result.divergence, "\n")));
}

}  // namespace checker
