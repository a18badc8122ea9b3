#include "checker/explore/partition.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "checker/explore/cut_apart.h"
#include "checker/explore/dpor.h"
#include "checker/explore/sampled_trace.h"
#include "checker/runtime/digest.h"

namespace checker {
namespace {

// Of the traces that a first look promises, so many may be spent on finding out
// more, by all shares together: one of fourteen. A look may be a bit dearer.
constexpr double kWorth = 14;
constexpr double kWorthLooking = 10;
constexpr uint64_t kFewestSamples = 64;
constexpr uint64_t kMostSamples = 2000;
// Looks take 1, 2, 4 … executions, while that is worth it. In one place only,
// it always is.
constexpr uint64_t kLongestLook = 64;
constexpr uint64_t kLongestLookAlone = 1024;
constexpr uint64_t kSeed = 1;

// How many traces a first look at the body promises, by order of magnitude.
double FirstLook(Explorer& explorer, const PartitionOptions& options,
                 const Budget& budget, uint64_t& executions) {
  double promised = 0;
  const bool alone = options.shares == 1;
  const uint64_t longest = alone ? kLongestLookAlone : kLongestLook;
  for (uint64_t look = 1; look <= longest; look *= 2) {
    const auto cost = static_cast<double>((executions + look) * options.shares);
    if (!alone && look > 1 && cost * kWorthLooking > promised) break;
    DporStrategy strategy;
    Budget own = budget;
    own.max_executions = look;
    own.time_limit = absl::InfiniteDuration();
    const Exploration exploration = explorer.Explore(strategy, own);
    executions += exploration.executions + exploration.redundant;
    if (exploration.stop != StopReason::kExecutions) return 0;
    promised =
        exploration.estimate.has_value() ? exploration.estimate->total : 0.0;
  }
  return promised;
}

// Largest first, each to the share that has least.
std::vector<std::vector<size_t>> Deal(const std::vector<SampledPart>& parts,
                                      uint32_t shares) {
  std::vector<size_t> order(parts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(parts[b].samples, a) < std::pair(parts[a].samples, b);
  });
  std::vector<std::vector<size_t>> dealt(shares);
  // In units so small that parts without samples are dealt in turn.
  std::vector<size_t> weight(shares);
  for (const size_t index : order) {
    const auto least = std::min_element(weight.begin(), weight.end());
    *least += 1 + parts.size() * parts[index].samples;
    dealt[static_cast<size_t>(least - weight.begin())].push_back(index);
  }
  return dealt;
}

Partition Whole(uint32_t shares, uint64_t executions) {
  Partition partition{.parts = {Part()},
                      .shares = std::vector<std::vector<size_t>>(shares),
                      .executions = executions};
  partition.shares[0].push_back(0);
  return partition;
}

uint64_t Combine(uint64_t digest, const NthStep& step) {
  return checker::Combine(checker::Combine(digest, Digest(step.task)),
                          step.nth);
}

uint64_t Combine(uint64_t digest, const Constraint& constraint) {
  digest = Combine(Combine(digest, constraint.first), constraint.then);
  for (const int value : {constraint.count, constraint.value,
                          static_cast<int>(constraint.owns_others)})
    digest = checker::Combine(digest, static_cast<uint64_t>(value));
  return digest;
}

}  // namespace

uint64_t DigestOf(const Partition& partition) {
  uint64_t digest = partition.parts.size();
  for (const Part& part : partition.parts) {
    digest = checker::Combine(digest, part.size());
    for (const Constraint& constraint : part)
      digest = Combine(digest, constraint);
  }
  for (const std::vector<size_t>& share : partition.shares) {
    digest = checker::Combine(digest, share.size());
    for (const size_t part : share) digest = checker::Combine(digest, part);
  }
  return digest;
}

Partition MakePartition(Explorer& explorer, const PartitionOptions& options,
                        const Budget& budget) {
  uint64_t executions = 0;
  if (options.shares * options.parts_per_share < 2)
    return Whole(options.shares, executions);
  const double promised = FirstLook(explorer, options, budget, executions);
  const double looked =
      options.shares == 1 ? 0 : static_cast<double>(executions);
  const double worth = promised / kWorth / options.shares - looked;
  if (worth < static_cast<double>(kFewestSamples))
    return Whole(options.shares, executions);
  const auto samples =
      static_cast<uint64_t>(std::min(worth, double{kMostSamples}));
  const SampledTraces sampled = SampleTraces(explorer, kSeed, samples, budget);
  executions += sampled.executions;
  if (sampled.traces.empty()) return Whole(options.shares, executions);
  std::vector<SampledPart> parts =
      CutApart(sampled, size_t{options.shares} * options.parts_per_share);
  Partition partition{.parts = {},
                      .shares = Deal(parts, options.shares),
                      .executions = executions};
  for (SampledPart& part : parts)
    partition.parts.push_back(std::move(part.part));
  return partition;
}

}  // namespace checker
