#include "checker/explore/partition.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "checker/explore/cut_apart.h"
#include "checker/explore/dpor.h"
#include "checker/explore/other_orders.h"
#include "checker/explore/sampled_trace.h"
#include "checker/runtime/digest.h"

namespace checker {
namespace {

// Of the traces that are promised, so many may be spent on finding out more, by
// all shares together: one of fourteen. The first step may be a bit dearer.
constexpr double kWorth = 14;
constexpr double kWorthFirst = 10;
constexpr uint64_t kFirstSamples = 4;
constexpr uint64_t kFewestSamples = 64;
constexpr uint64_t kMostSamples = 1024;
// There are not more than so many times the traces that repeats among samples
// let expect; a repeat among few is chance. Much, since some traces are drawn
// far more often than others.
constexpr double kUneven = 32;
constexpr double kUnevenOfFew = 128;
constexpr uint64_t kSeed = 1;

// How many traces a first execution of the body promises, by order of
// magnitude. None if it was not to be.
std::optional<double> FirstLook(Explorer& explorer, const Budget& budget,
                                uint64_t& executions) {
  DporStrategy strategy;
  OrderRecorder recorder(strategy);
  Budget own = budget;
  own.max_executions = 1;
  own.time_limit = absl::InfiniteDuration();
  const Exploration exploration = explorer.Explore(recorder, own);
  executions += exploration.executions + exploration.redundant;
  if (exploration.stop == StopReason::kInterrupted) return std::nullopt;
  if (exploration.stop != StopReason::kExecutions) return 0;
  return std::max(CountOtherOrders(recorder.recorded(), kSeed),
                  strategy.Estimate().value_or(SizeEstimate()).total);
}

// How many traces there are at least, by how many of those drawn are the same
// (Chao, "Nonparametric estimation of the number of classes in a population",
// Scandinavian Journal of Statistics 11, 1984). Nothing if none are.
std::optional<double> ByRepeats(const SampledTraces& sampled) {
  std::vector<uint64_t> digests = sampled.digests;
  std::sort(digests.begin(), digests.end());
  double distinct = 0, once = 0, twice = 0;
  for (size_t i = 0; i < digests.size();) {
    const size_t first = i;
    while (i < digests.size() && digests[i] == digests[first]) ++i;
    ++distinct;
    once += i - first == 1 ? 1 : 0;
    twice += i - first == 2 ? 1 : 0;
  }
  if (once == distinct) return std::nullopt;
  return distinct + once * (once - 1) / 2 / (twice + 1);
}

// Draws traces while what is known by then promises enough to be worth it. None
// if there was no time to.
std::optional<SampledTraces> DrawWhilePaid(Explorer& explorer, uint32_t shares,
                                           const Budget& budget,
                                           double promised, uint64_t looked) {
  TraceSampling sampling(explorer, kSeed, budget);
  const SampledTraces& sampled = sampling.sampled();
  for (uint64_t wanted = kFirstSamples; wanted <= kMostSamples; wanted *= 2) {
    const double paid =
        promised / (sampled.executions == 0 ? kWorthFirst : kWorth) / shares -
        static_cast<double>(looked);
    // Once there are enough, as many as can be had.
    const auto count = static_cast<uint64_t>(
        std::clamp(paid, 0.0, static_cast<double>(wanted)));
    if (count <= sampled.executions) break;
    if (count < wanted && wanted <= kFewestSamples) break;
    const StopReason stop = sampling.Draw(count - sampled.executions);
    if (stop == StopReason::kInterrupted || stop == StopReason::kTime)
      return std::nullopt;
    if (stop != StopReason::kExecutions) break;
    promised = std::max(promised, std::accumulate(sampled.orders.begin(),
                                                  sampled.orders.end(), 0.0));
    if (const std::optional<double> repeats = ByRepeats(sampled)) {
      const bool few = count < kFewestSamples;
      promised = std::min(promised, *repeats * (few ? kUnevenOfFew : kUneven));
    }
  }
  return sampled;
}

// Largest first, each to the share that has least.
std::vector<std::vector<size_t>> Deal(const std::vector<SampledPart>& parts,
                                      uint32_t shares) {
  std::vector<size_t> order(parts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(parts[b].weight, a) < std::pair(parts[a].weight, b);
  });
  std::vector<std::vector<size_t>> dealt(shares);
  std::vector<uint64_t> weight(shares);
  for (const size_t index : order) {
    const auto least = std::min_element(weight.begin(), weight.end());
    *least += 1 + parts[index].weight;  // those of none are dealt in turn
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

std::optional<Partition> MakePartition(Explorer& explorer,
                                       const PartitionOptions& options,
                                       const Budget& budget) {
  uint64_t executions = 0;
  if (options.shares * options.parts_per_share < 2)
    return Whole(options.shares, executions);
  const std::optional<double> promised =
      FirstLook(explorer, budget, executions);
  if (!promised.has_value()) return std::nullopt;
  const std::optional<SampledTraces> sampled =
      DrawWhilePaid(explorer, options.shares, budget, *promised, executions);
  if (!sampled.has_value()) return std::nullopt;
  executions += sampled->executions;
  if (sampled->executions < kFewestSamples || sampled->traces.empty())
    return Whole(options.shares, executions);
  std::vector<SampledPart> parts =
      CutApart(*sampled, size_t{options.shares} * options.parts_per_share);
  Partition partition{.parts = {},
                      .shares = Deal(parts, options.shares),
                      .executions = executions};
  for (SampledPart& part : parts)
    partition.parts.push_back(std::move(part.part));
  return partition;
}

}  // namespace checker
