// A campaign: explore a body with a strategy chosen by name, shorten what is
// found, and say in one sentence what is known afterwards.

#ifndef DIORACE_CHECKER_CAMPAIGN_H_
#define DIORACE_CHECKER_CAMPAIGN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "checker/explore/explorer.h"
#include "checker/runtime/strategy.h"
#include "checker/schedule/minimize.h"
#include "checker/schedule/schedule.pb.h"
#include "checker/schedule/timeline.h"
#include "checker/strategies.h"

namespace checker {

struct CampaignOptions {
  StrategyOptions strategy = {};
  Budget budget = {};
  // Of each violation's schedule.
  MinimizeOptions minimize = {.max_executions = 20'000};
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
};

// What never ends by itself makes this many executions if `options.budget` has
// no bound: a sampler, and "auto" (which tries to be exhaustive first).
inline constexpr uint64_t kDefaultSamples = 100'000;
inline constexpr uint64_t kDefaultPortfolio = 1'000'000;

// Explores `body`, which is called once per execution. `progress` is called now
// and then.
absl::StatusOr<Campaign> RunCampaign(
    absl::FunctionRef<void()> body, const CampaignOptions& options,
    absl::FunctionRef<void(const Exploration&)> progress =
        [](const Exploration&) {});

// Exhaustive search, all bounds off.
Exploration Explore(absl::FunctionRef<void()> body);

struct ReplayResult {
  Timeline timeline;
  bool reproduced = false;  // the recorded violation was met
  std::string divergence;   // not empty: the schedule does not fit, and why
};

// Runs `schedule` once on `body`.
ReplayResult Replay(absl::FunctionRef<void()> body, const Schedule& schedule);

// How small the replayed schedule is, and whether that is known to be as small
// as can be: "14 steps, 2 context switches, 0 preemptions; no single switch can
// be left out".
std::string SizeText(const ReplayResult& result, const Schedule& schedule);

// Heading, timeline and the violation in words, as `diorace replay` and failing
// tests print it.
std::string ReplayText(const ReplayResult& result, const Schedule& schedule,
                       bool color);

}  // namespace checker

#endif  // DIORACE_CHECKER_CAMPAIGN_H_
