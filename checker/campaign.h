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
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/runtime/strategy.h"
#include "checker/schedule/schedule.pb.h"
#include "checker/schedule/timeline.h"

namespace checker {

// Which strategy, and what it needs to know.
struct StrategyOptions {
  std::string name = "dpor";
  uint64_t seed = 1;  // of strategies that draw at random
  DporMode dpor = DporMode::kOptimal;
  // Of dpor and dfs: at most so many preemptions in an execution.
  std::optional<uint32_t> preemption_bound = {};
  // No preemption, then one, two … until a bound leaves nothing out.
  bool deepening = false;
  int depth = 3;  // of the bugs that pct looks for, at least 1
};

struct CampaignOptions {
  StrategyOptions strategy = {};
  Budget budget = {};
};

struct Campaign {
  std::string strategy;
  uint64_t seed = 0;
  bool sampled = false;  // by a strategy that never ends by itself
  std::optional<DepthBound> bound;
  Exploration exploration;
  // One schedule for each of exploration.violations, shortened; subject and
  // extensions are the caller's to add.
  std::vector<Schedule> schedules;
};

// Other names than those in checker/campaign.cc: kInvalidArgument, with the
// names that there are. The same for a depth below 1.
absl::StatusOr<std::unique_ptr<Strategy>> MakeStrategy(
    const StrategyOptions& options);

// A random strategy never ends by itself: without a bound in `options.budget`
// it makes this many executions.
inline constexpr uint64_t kDefaultSamples = 100'000;

// Explores `body`, which is called once per execution. `progress` is called now
// and then.
absl::StatusOr<Campaign> RunCampaign(
    absl::FunctionRef<void()> body, const CampaignOptions& options,
    absl::FunctionRef<void(const Exploration&)> progress =
        [](const Exploration&) {});

// Exhaustive search, all bounds off.
Exploration Explore(absl::FunctionRef<void()> body);

// What the exploration guarantees, in one sentence: "complete for this scenario
// in this model (sequential consistency, no injected faults): 1,234
// interleavings, no violation". `of` names what was explored: "scenario",
// "test".
std::string Guarantee(const Campaign& campaign, absl::string_view of);

// "1 interleaving", "1,234 interleavings".
std::string Plural(uint64_t number, absl::string_view thing);

// 1234567 as "1,234,567".
std::string WithThousands(uint64_t number);

struct ReplayResult {
  Timeline timeline;
  bool reproduced = false;  // the recorded violation was met
  std::string divergence;   // not empty: the schedule does not fit, and why
};

// Runs `schedule` once on `body`.
ReplayResult Replay(absl::FunctionRef<void()> body, const Schedule& schedule);

// Heading, timeline and the violation in words, as `diorace replay` and failing
// tests print it.
std::string ReplayText(const ReplayResult& result, const Schedule& schedule,
                       bool color);

}  // namespace checker

#endif  // DIORACE_CHECKER_CAMPAIGN_H_
