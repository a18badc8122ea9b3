// A campaign: explore a body with a strategy chosen by name, shorten what is
// found, and say in one sentence what is known afterwards.

#ifndef DIORACE_CHECKER_CAMPAIGN_H_
#define DIORACE_CHECKER_CAMPAIGN_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "checker/division/division_options.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/minimize.h"
#include "checker/schedule/schedule.pb.h"
#include "checker/strategies.h"

namespace checker {

// To explore in parts.
struct Division {
  DivisionOptions options = {};
  // The body as each thread runs it: the same as that of the campaign.
  std::function<WorkerBody()> make_body;
  // Shares are not wanted: the one that options.home names has all of it.
  bool indivisible = false;
};

struct CampaignOptions {
  StrategyOptions strategy = {};
  Budget budget = {};
  // Of each violation's schedule.
  MinimizeOptions minimize = {.max_executions = 20'000};
  // Only what is exhaustive and has no bound on preemptions is divided. Another
  // strategy runs as if this was not set, and as a whole in the share
  // options.home.
  std::optional<Division> division = {};
};

struct Campaign {
  std::string strategy;
  uint64_t seed = 0;
  bool sampled = false;  // by a strategy that never ends by itself
  std::optional<DepthBound> bound;
  std::optional<uint32_t> preemption_bound;
  // Of "auto", if it came to that: the strategies that drew at random beside
  // the bounded search, and how many schedules.
  std::vector<std::string> samplers;
  uint64_t samples = 0;
  Exploration exploration;
  // One schedule for each of exploration.violations, minimized; subject and
  // extensions are the caller's to add.
  std::vector<Schedule> schedules;
  // What the bodies of a division reported.
  std::vector<std::string> reports = {};
  // Why its last checkpoint could not be written.
  absl::Status unsaved = {};
};

// What never ends by itself makes this many executions if `options.budget` has
// no bound: a sampler, and "auto" (which tries to be exhaustive first).
inline constexpr uint64_t kDefaultSamples = 100'000;
inline constexpr uint64_t kDefaultPortfolio = 1'000'000;

// Whether options.division takes effect.
bool CanBeDivided(const CampaignOptions& options);

// Explores `body`, which is called once per execution. `progress` is called now
// and then. Errors: kInvalidArgument if options.strategy is wrong; what
// DividedSearch says of a checkpoint.
absl::StatusOr<Campaign> RunCampaign(
    absl::FunctionRef<void()> body, const CampaignOptions& options,
    absl::FunctionRef<void(const Exploration&)> progress =
        [](const Exploration&) {});

}  // namespace checker

#endif  // DIORACE_CHECKER_CAMPAIGN_H_
