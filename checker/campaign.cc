#include "checker/campaign.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
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

// How long schedules are made smaller: as long as the search was allowed to
// take, but hardly longer than the user wants.
class Patience {
 public:
  explicit Patience(const Budget& budget)
      : interrupted_(budget.interrupted),
        end_(absl::Now() + budget.time_limit) {}

  bool over() {
    const absl::Time now = absl::Now();
    if (interrupted_ != nullptr && interrupted_->load()) {
      // Most schedules need less.
      end_ = std::min(end_, now + absl::Seconds(1));
      interrupted_ = nullptr;
    }
    return now >= end_;
  }

 private:
  const std::atomic<bool>* interrupted_;  // null once it was heard
  absl::Time end_;
};

// Minimizes what was found, and writes it down.
void AddSchedules(Explorer& explorer, const CampaignOptions& options,
                  Campaign& campaign) {
  Patience patience(options.budget);
  for (const FoundViolation& found : campaign.exploration.violations) {
    Hunt hunt(explorer, Hunt::Same(found.violation), options.budget.max_steps,
              [&] { return patience.over(); });
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
  campaign.unsaved = search.unsaved();
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
    campaign.exploration.stop = StopReason::kElsewhere;
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
  if (CanBeDivided(options) && !options.division->indivisible) {
    campaign.exploration.shares = options.division->options.shares;
    campaign.exploration.share = options.division->options.share;
  }
  AddSchedules(explorer, options, campaign);
  return campaign;
}

}  // namespace checker
